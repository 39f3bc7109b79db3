package io.clickmill.api.http;

import io.javalin.http.Context;

/**
 * A response that is sent while its route still writes it. What the route has flushed goes to the client without waiting
 * for the rest, and without a thread: a client that reads slowly does not hold up the route.
 */
public final class SentAtOnce {
    /** Request attribute: the response is sent as it is written. */
    public static final String ATTRIBUTE = SentAtOnce.class.getName();

    private SentAtOnce() {}

    /** Has the response of a request sent at once. Call it before anything is written. */
    public static void enable(Context context) {
        context.attribute(ATTRIBUTE, true);
    }
}
