package io.clickmill.api.dialect.constantcontact;

import io.clickmill.api.http.AcceptHeader;
import io.clickmill.api.http.QueryParameters;
import io.clickmill.api.http.Routes;
import io.clickmill.api.http.ServerErrors;
import io.clickmill.api.http.Services;
import io.clickmill.api.query.BusyException;
import io.clickmill.api.query.EventsResult;
import io.clickmill.api.query.QueryException;
import io.clickmill.contract.Scope;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Optional;

/**
 * Constant Contact, version 2: {@code GET /v2/emailmarketing/campaigns/{campaignId}/tracking/clicks} and {@code
 * …/tracking/clicks/{linkId}}.
 */
public final class ConstantContactDialect implements Routes {
    private static final String TRACKING = "/v2/emailmarketing/campaigns/{campaignId}/tracking";

    @Override
    public void register(RoutesConfig routes, Services services) {
        routes.get(
                TRACKING + "/clicks",
                context ->
                        answer(context, services, accountId -> clicks(context, services, accountId, Optional.empty())));
        routes.get(
                TRACKING + "/clicks/{linkId}",
                context -> answer(
                        context,
                        services,
                        accountId -> clicks(context, services, accountId, Optional.of(context.pathParam("linkId")))));
        routes.get(
                TRACKING + "*",
                context -> answer(context, services, accountId -> {
                    throw ConstantContactException.notFound(
                            "There is no data of sends, opens, forwards, bounces and unsubscribes: only clicks are"
                                    + " known, see …/tracking/clicks.");
                }));
    }

    @Override
    public Optional<String> unrouted(HttpStatus status, String path) {
        if (!path.equals("/v2") && !path.startsWith("/v2/")) {
            return Optional.empty();
        }
        return Optional.of(ConstantContactErrors.body(
                switch (status) {
                    case NOT_FOUND -> ConstantContactException.notFound("There is no " + path + ".");
                    case METHOD_NOT_ALLOWED -> ConstantContactException.methodNotAllowed();
                    default ->
                        ConstantContactException.badRequest(
                                "The ids in the path must be UTF-8 without NUL characters.");
                }));
    }

    private interface Endpoint {
        byte[] answer(String accountId);
    }

    private static void answer(Context context, Services services, Endpoint endpoint) {
        try {
            String accountId = ConstantContactKeys.account(context, services);
            if (!AcceptHeader.allowsJson(context).orElse(true)) {
                throw ConstantContactException.notAcceptable();
            }
            context.contentType("application/json").result(endpoint.answer(accountId));
        } catch (ConstantContactException e) {
            ConstantContactErrors.write(context, e);
        } catch (QueryException e) {
            ConstantContactErrors.write(context, e);
        } catch (BusyException e) {
            ConstantContactErrors.write(context, e);
        } catch (RuntimeException e) {
            ConstantContactErrors.write(context, e);
        } catch (Error e) {
            ConstantContactErrors.write(context, ServerErrors.fault(e));
        }
    }

    private static byte[] clicks(Context context, Services services, String accountId, Optional<String> linkId) {
        String campaignId = context.pathParam("campaignId");
        String path = context.req().getRequestURI();
        if (linkId.isEmpty() && path.endsWith("/")) {
            // All links for an id that a program has left empty would be a wrong answer.
            throw ConstantContactException.badRequest("The link id in the path is empty.");
        }
        ClicksRequest request = ClicksRequest.of(accountId, campaignId, linkId, QueryParameters.of(context));
        EventsResult result = services.events().read(request.query());
        // What has clicks is there: only of the rest it has to be asked.
        if (result.events().isEmpty() && !services.accounts().has(accountId, Scope.CAMPAIGN, campaignId)) {
            throw ConstantContactException.notFound("There is no campaign '" + campaignId + "'.");
        }
        context.header(PLAN_HEADER, result.plan().toString());
        return ClicksResponse.of(request, result.events(), path);
    }
}
