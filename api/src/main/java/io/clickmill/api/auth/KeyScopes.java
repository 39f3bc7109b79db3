package io.clickmill.api.auth;

import java.util.List;

/** The words of what a key may do. */
public final class KeyScopes {
    /** Asks {@code /v1/stats}. */
    public static final String STATS_READ = "stats:read";

    /** Sends to {@code /v1/events}. */
    public static final String EVENTS_WRITE = "events:write";

    /** Asks EmailConsul's endpoints. */
    public static final String TRACKING_READ = "tracking:read";

    /** Every scope that there is. */
    public static final List<String> ALL = List.of(Principal.EVERYTHING, STATS_READ, EVENTS_WRITE, TRACKING_READ);

    private KeyScopes() {}
}
