package io.clickmill.api.auth;

import java.util.List;

/** The words of what a key may do at Clickmill's own endpoints. Each dialect has the words of its vendor. */
public final class KeyScopes {
    /** Asks {@code /v1/stats}. */
    public static final String STATS_READ = "stats:read";

    /** Sends to {@code /v1/events}. */
    public static final String EVENTS_WRITE = "events:write";

    /** Sends to {@code /v1/links}. */
    public static final String LINKS_WRITE = "links:write";

    /** All of these, after the one that allows everything. */
    public static final List<String> NATIVE = List.of(Principal.EVERYTHING, STATS_READ, EVENTS_WRITE, LINKS_WRITE);

    private KeyScopes() {}
}
