package io.clickmill.api.dialect.sendgrid;

import io.clickmill.api.http.AcceptHeader;
import io.clickmill.api.http.QueryParameters;
import io.clickmill.api.http.Routes;
import io.clickmill.api.http.ServerErrors;
import io.clickmill.api.http.Services;
import io.clickmill.api.query.BusyException;
import io.clickmill.api.query.QueryException;
import io.clickmill.api.query.StatsReader;
import io.clickmill.contract.Scope;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Optional;

/**
 * SendGrid: {@code GET /v3/marketing/stats/automations/{id}/links} and {@code …/singlesends/{id}/links}. The id is the
 * events' campaign.
 */
public final class SendGridDialect implements Routes {
    private static final String PREFIX = "/v3/marketing/stats";

    @Override
    public void register(RoutesConfig routes, Services services) {
        for (MessageKind kind : MessageKind.values()) {
            routes.get(
                    PREFIX + "/" + kind.word() + "/{id}/links",
                    context -> answer(context, services, accountId -> links(context, services, kind, accountId)));
        }
        routes.get(
                PREFIX + "/*",
                context -> answer(context, services, accountId -> {
                    throw SendGridException.notFound(
                            "there is no data of deliveries, opens, bounces and unsubscribes: only"
                                    + " clicks are known, see " + PREFIX + "/automations/{id}/links");
                }));
    }

    @Override
    public Optional<String> unrouted(HttpStatus status, String path) {
        if (!path.equals("/v3") && !path.startsWith("/v3/")) {
            return Optional.empty();
        }
        return Optional.of(
                switch (status) {
                    case NOT_FOUND -> SendGridErrors.body("not found", null);
                    case METHOD_NOT_ALLOWED -> SendGridErrors.body("method not allowed", null);
                    default -> SendGridErrors.body("id: cannot be decoded (expected: UTF-8 without NUL)", "id");
                });
    }

    private interface Endpoint {
        byte[] answer(String accountId);
    }

    private static void answer(Context context, Services services, Endpoint endpoint) {
        try {
            String accountId = SendGridKeys.account(context, services);
            if (!AcceptHeader.allowsJson(context).orElse(false)) {
                throw SendGridException.notAcceptable();
            }
            context.contentType("application/json").result(endpoint.answer(accountId));
        } catch (SendGridException e) {
            SendGridErrors.write(context, e);
        } catch (QueryException e) {
            SendGridErrors.write(context, e);
        } catch (BusyException e) {
            SendGridErrors.write(context, e);
        } catch (RuntimeException e) {
            SendGridErrors.write(context, e);
        } catch (Error e) {
            SendGridErrors.write(context, ServerErrors.fault(e));
        }
    }

    private static byte[] links(Context context, Services services, MessageKind kind, String accountId) {
        LinksRequest request = LinksRequest.of(kind, accountId, context.pathParam("id"), QueryParameters.of(context));
        LinksPage page = page(services.stats(), request);
        // What has clicks is there: only of the rest it has to be asked.
        if (page.count() == 0 && !services.accounts().has(accountId, Scope.CAMPAIGN, request.id())) {
            throw SendGridException.notFound("not found");
        }
        context.header(PLAN_HEADER, page.plan().toString());
        String path = context.req().getRequestURI();
        return LinksResponse.of(request, page, services.publicUrl().of(context, path));
    }

    private static LinksPage page(StatsReader stats, LinksRequest request) {
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
