package io.clickmill.api.auth;

import java.util.List;

/** The scopes of Clickmill's own endpoints. Each dialect has the scopes of its vendor. */
public final class KeyScopes {
    /** Allows questions to {@code /v1/stats}. */
    public static final String STATS_READ = "stats:read";

    /** Allows reading single events, which have personal data. */
    public static final String EVENTS_READ = "events:read";

    /** Allows reading the balance of the whole system, which is about all accounts. */
    public static final String STATUS_READ = "status:read";

    /** Allows sending to {@code /v1/events}. */
    public static final String EVENTS_WRITE = "events:write";

    /** Allows sending to {@code /v1/links}. */
    public static final String LINKS_WRITE = "links:write";

    /** All scopes, beginning with the one that includes the others. */
    public static final List<String> NATIVE =
            List.of(Principal.EVERYTHING, STATS_READ, EVENTS_READ, STATUS_READ, EVENTS_WRITE, LINKS_WRITE);

    private KeyScopes() {}
}
