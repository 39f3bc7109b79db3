package io.clickmill.api.http;

import io.javalin.http.Context;

/** A {@code HEAD} request, which routes answer like {@code GET}. Only a route whose answer does not end has to know. */
public final class HeadRequest {
    /** Request attribute: the client gets no body. */
    public static final String ATTRIBUTE = HeadRequest.class.getName();

    private HeadRequest() {}

    /** Whether the client gets no body. */
    public static boolean is(Context context) {
        return context.attribute(ATTRIBUTE) != null;
    }
}
