package io.clickmill.api.dialect.sendgrid;

import io.clickmill.api.http.AcceptHeader;
import io.clickmill.api.http.Dialect;
import io.clickmill.api.http.Failure;
import io.clickmill.api.http.Failure.Kind;
import io.clickmill.api.http.QueryParameters;
import io.clickmill.api.http.Services;
import io.clickmill.api.query.QueryError;
import io.clickmill.api.query.QueryException;
import io.clickmill.api.query.StatsReader;
import io.clickmill.contract.Scope;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Optional;

/**
 * The dialect of SendGrid: {@code GET /v3/marketing/stats/automations/{id}/links} and {@code …/singlesends/{id}/links}.
 * The id is the events' campaign.
 */
public final class SendGridDialect extends Dialect {
    private static final String PREFIX = "/v3/marketing/stats";

    public SendGridDialect() {
        super(Keys.DIALECT, List.of(Keys.SCOPE), Errors::render);
    }

    @Override
    public void register(RoutesConfig routes, Services services) {
        for (MessageKind kind : MessageKind.values()) {
            routes.get(
                    PREFIX + "/" + kind.word() + "/{id}/links", answering(context -> links(context, services, kind)));
        }
        routes.get(PREFIX + "/*", answering(context -> {
            account(context, services);
            throw new Failure(
                    Kind.NOT_FOUND,
                    "there is no data of deliveries, opens, bounces and unsubscribes: only clicks are known, see "
                            + PREFIX + "/automations/{id}/links");
        }));
    }

    @Override
    public Optional<String> unrouted(HttpStatus status, String path) {
        if (!path.equals("/v3") && !path.startsWith("/v3/")) {
            return Optional.empty();
        }
        Failure failure =
                switch (status) {
                    case NOT_FOUND -> new Failure(Kind.NOT_FOUND, "not found");
                    case METHOD_NOT_ALLOWED -> new Failure(Kind.METHOD_NOT_ALLOWED, "method not allowed");
                    default -> Failure.invalid(QueryError.invalid("id", "cannot be decoded", "UTF-8 without NUL"));
                };
        return Optional.of(Errors.render(failure).body());
    }

    private static String account(Context context, Services services) {
        String accountId = Keys.account(context, services);
        if (!AcceptHeader.allowsJson(context).orElse(false)) {
            throw new Failure(Kind.NOT_ACCEPTABLE, "the Accept header must allow application/json");
        }
        return accountId;
    }

    private static String links(Context context, Services services, MessageKind kind) {
        String accountId = account(context, services);
        LinksRequest request = LinksRequest.of(kind, accountId, context.pathParam("id"), QueryParameters.of(context));
        LinksPage page = page(services.stats(), request);
        // A message with links exists. The store is asked only if the answer has none.
        if (page.count() == 0 && !services.accounts().has(accountId, Scope.CAMPAIGN, request.id())) {
            throw new Failure(Kind.NOT_FOUND, "not found");
        }
        context.header(PLAN_HEADER, page.plan().toString());
        String path = context.req().getRequestURI();
        return LinksResponse.of(request, page, services.publicUrl().of(context, path));
    }

    private static LinksPage page(StatsReader stats, LinksRequest request) {
        if (ManyLinks.hasBegun(request)) {
            return new ManyLinks(request).read(stats);
        }
        try {
            return ClickedLinks.page(request, stats);
        } catch (QueryException e) {
            if (!e.error().isTooMuch()) {
                throw e;
            }
            return new ManyLinks(request).read(stats);
        }
    }
}
