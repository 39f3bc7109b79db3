package io.clickmill.api.dialect.dub;

import io.clickmill.api.auth.Decision;
import io.clickmill.api.auth.KeyCheck;
import io.clickmill.api.auth.Limit;
import io.clickmill.api.auth.Plan;
import io.clickmill.api.auth.Principal;
import io.clickmill.api.http.ClientAddress;
import io.clickmill.api.http.ErrorAnswer;
import io.clickmill.api.http.PresentedKey;
import io.clickmill.api.http.RateLimitHeaders;
import io.clickmill.api.http.Services;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Optional;

/**
 * Checks keys in the vendor's order: the header, the key, its rate limit, the workspace, the permission, the plan. An
 * account is a workspace, whose id is {@code ws_} followed by the account's id.
 */
final class Keys {
    static final String DIALECT = "dub";

    /** The scope for {@code /events} and {@code /analytics}. */
    private static final String ANALYTICS_READ = "analytics.read";

    /** The scope for {@code /track/lead} and {@code /track/sale}. */
    private static final String CONVERSIONS_WRITE = "conversions.write";

    static final List<String> SCOPES = List.of(ANALYTICS_READ, CONVERSIONS_WRITE);

    static final String WORKSPACE_PREFIX = "ws_";

    /** The prefixes of Clickmill's keys and of the vendor's. The vendor's keys are unknown here. */
    private static final List<String> KEY_PREFIXES = List.of("cm_", "dub_");

    private static final List<String> WORKSPACE_PARAMETERS = List.of("workspaceId", "projectSlug");

    /** The endpoints, with what each requires of a key. */
    enum Endpoint {
        EVENTS(ANALYTICS_READ, Plan.BUSINESS, "Unauthorized: Need higher plan.", true),
        ANALYTICS(ANALYTICS_READ, Plan.PRO, "Analytics API is only available on paid plans.", true),
        TRACK(CONVERSIONS_WRITE, Plan.BUSINESS, "Unauthorized: Need higher plan.", false);

        private final String scope;
        private final Plan plan;
        private final String planMessage;
        private final boolean isStatistics;

        Endpoint(String scope, Plan plan, String planMessage, boolean isStatistics) {
            this.scope = scope;
            this.plan = plan;
            this.planMessage = planMessage;
            this.isStatistics = isStatistics;
        }

        /** The rate limit of keys with this plan: per second for statistics, per minute for everything else. */
        private Limit limit(Plan plan) {
            return switch (plan) {
                case FREE -> isStatistics ? Limit.perSecond(2) : Limit.perMinute(60);
                case PRO -> isStatistics ? Limit.perSecond(2) : Limit.perMinute(600);
                case BUSINESS -> isStatistics ? Limit.perSecond(4) : Limit.perMinute(1_200);
                case ADVANCED -> isStatistics ? Limit.perSecond(8) : Limit.perMinute(3_000);
                case ENTERPRISE -> isStatistics ? Limit.perSecond(16) : Limit.perMinute(3_000);
            };
        }
    }

    private Keys() {}

    /**
     * The account that a request is about; sets the headers of the rate limit.
     *
     * @throws ErrorAnswer for the first check that fails
     */
    static String account(Context context, Services services, Endpoint endpoint) {
        Optional<String> workspace = workspace(context);
        Principal principal = principal(context, services, workspace.isPresent());
        limit(context, services, principal, endpoint);
        String accountId = account(principal, workspace);
        if (!principal.allows(endpoint.scope)) {
            throw Errors.error(
                    HttpStatus.FORBIDDEN,
                    "The provided key does not have the required permissions for this endpoint on the workspace '"
                            + Links.workspaceId(accountId) + "'. Having the '" + endpoint.scope
                            + "' permission would allow this request to continue.");
        }
        if (!principal.plan().isAtLeast(endpoint.plan)) {
            throw Errors.error(HttpStatus.FORBIDDEN, endpoint.planMessage);
        }
        return accountId;
    }

    /**
     * Counts a request without a key against the limit of its address.
     *
     * @return always empty
     * @throws ErrorAnswer if it is over the limit
     */
    static Optional<String> nobody(Context context, Services services) {
        requireAllowed(context, services.limits().takeClick(ClientAddress.network(context.ip())));
        return Optional.empty();
    }

    private static Principal principal(Context context, Services services, boolean namesWorkspace) {
        String header = context.header("Authorization");
        if (header == null) {
            throw Errors.error(HttpStatus.UNAUTHORIZED, "Missing Authorization header.");
        }
        String key = PresentedKey.bearer(context)
                .orElseThrow(() -> Errors.badRequest("Misconfigured authorization header. Did you forget to add"
                        + " 'Bearer '? Learn more: https://d.to/auth"));
        if (!namesWorkspace && KEY_PREFIXES.stream().noneMatch(key::startsWith)) {
            throw whichWorkspace();
        }
        KeyCheck check = services.keys().check(key);
        if (check instanceof KeyCheck.Granted granted) {
            return granted.principal();
        }
        throw Errors.error(
                HttpStatus.UNAUTHORIZED,
                check instanceof KeyCheck.Expired
                        ? "Unauthorized: Access token expired."
                        : "Unauthorized: Invalid API key.");
    }

    private static void limit(Context context, Services services, Principal principal, Endpoint endpoint) {
        requireAllowed(context, services.limits().take(principal, DIALECT, endpoint.limit(principal.plan()), 1));
    }

    private static void requireAllowed(Context context, Decision decision) {
        RateLimitHeaders.write(context, decision);
        if (!decision.allowed()) {
            throw Errors.error(HttpStatus.TOO_MANY_REQUESTS, "Too many requests.");
        }
    }

    private static String account(Principal principal, Optional<String> workspace) {
        if (workspace.isEmpty()) {
            if (principal.accountIds().size() > 1) {
                throw whichWorkspace();
            }
            return principal.accountIds().get(0);
        }
        String id = workspace.get();
        return principal.accountIds().stream()
                .filter(account -> id.equals(account) || id.equals(Links.workspaceId(account)))
                .findFirst()
                .orElseThrow(() -> Errors.notFound("Workspace not found."));
    }

    private static ErrorAnswer whichWorkspace() {
        return Errors.notFound("Workspace ID not found. Did you forget to include a `workspaceId` query parameter?"
                + " It looks like you might be using personal API keys, we also recommend refactoring to workspace API"
                + " keys: https://d.to/keys");
    }

    private static Optional<String> workspace(Context context) {
        return WORKSPACE_PARAMETERS.stream()
                .flatMap(name -> Optional.ofNullable(context.queryParam(name)).stream())
                .filter(text -> !text.isEmpty())
                .findFirst();
    }
}
