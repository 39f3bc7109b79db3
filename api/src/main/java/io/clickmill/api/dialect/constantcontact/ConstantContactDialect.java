package io.clickmill.api.dialect.constantcontact;

import io.clickmill.api.http.AcceptHeader;
import io.clickmill.api.http.Dialect;
import io.clickmill.api.http.Failure;
import io.clickmill.api.http.Failure.Kind;
import io.clickmill.api.http.QueryParameters;
import io.clickmill.api.http.Services;
import io.clickmill.api.query.EventsResult;
import io.clickmill.contract.Scope;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Optional;

/**
 * The dialect of Constant Contact, version 2: {@code GET /v2/emailmarketing/campaigns/{campaignId}/tracking/clicks} and
 * {@code …/tracking/clicks/{linkId}}.
 */
public final class ConstantContactDialect extends Dialect {
    private static final String TRACKING = "/v2/emailmarketing/campaigns/{campaignId}/tracking";

    public ConstantContactDialect() {
        super(Keys.DIALECT, List.of(Keys.SCOPE), Errors::render);
    }

    @Override
    public void register(RoutesConfig routes, Services services) {
        routes.get(TRACKING + "/clicks", answering(context -> clicks(context, services, Optional.empty())));
        routes.get(
                TRACKING + "/clicks/{linkId}",
                answering(context -> clicks(context, services, Optional.of(context.pathParam("linkId")))));
        routes.get(TRACKING + "*", answering(context -> {
            account(context, services);
            throw new Failure(
                    Kind.NOT_FOUND,
                    "There is no data of sends, opens, forwards, bounces and unsubscribes: only clicks are"
                            + " known, see …/tracking/clicks.");
        }));
    }

    @Override
    public Optional<String> unrouted(HttpStatus status, String path) {
        if (!path.equals("/v2") && !path.startsWith("/v2/")) {
            return Optional.empty();
        }
        Failure failure =
                switch (status) {
                    case NOT_FOUND -> new Failure(Kind.NOT_FOUND, "There is no " + path + ".");
                    case METHOD_NOT_ALLOWED ->
                        new Failure(Kind.METHOD_NOT_ALLOWED, "The resource does not have this method.");
                    default ->
                        new Failure(Kind.BAD_REQUEST, "The ids in the path must be UTF-8 without NUL characters.");
                };
        return Optional.of(Errors.render(failure).body());
    }

    private static String account(Context context, Services services) {
        String accountId = Keys.account(context, services);
        if (!AcceptHeader.allowsJson(context).orElse(true)) {
            throw new Failure(Kind.NOT_ACCEPTABLE, "The value of header 'Accept' must allow application/json.");
        }
        return accountId;
    }

    private static String clicks(Context context, Services services, Optional<String> linkId) {
        String accountId = account(context, services);
        String campaignId = context.pathParam("campaignId");
        String path = context.req().getRequestURI();
        if (linkId.isEmpty() && path.endsWith("/")) {
            // A program has left the id empty by mistake. The clicks of all links would be a wrong answer.
            throw new Failure(Kind.BAD_REQUEST, "The link id in the path is empty.");
        }
        ClicksRequest request = ClicksRequest.of(accountId, campaignId, linkId, QueryParameters.of(context));
        EventsResult result = services.events().read(request.query());
        // A campaign with clicks exists. The store is asked only if there are none.
        if (result.events().isEmpty() && !services.accounts().has(accountId, Scope.CAMPAIGN, campaignId)) {
            throw new Failure(Kind.NOT_FOUND, "There is no campaign '" + campaignId + "'.");
        }
        context.header(PLAN_HEADER, result.plan().toString());
        return ClicksResponse.of(request, result.events(), path);
    }
}
