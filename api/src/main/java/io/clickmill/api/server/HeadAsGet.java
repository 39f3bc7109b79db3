package io.clickmill.api.server;

import io.clickmill.api.http.HeadRequest;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers {@code HEAD} like {@code GET}: it needs a key, counts against the limits, and gets the same headers. Jetty
 * leaves out the body. Without this, Javalin would answer 200 for every route without calling its handler.
 */
public final class HeadAsGet extends Handler.Wrapper {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        return super.handle(HttpMethod.HEAD.is(request.getMethod()) ? new Get(request) : request, response, callback);
    }

    private static final class Get extends Request.Wrapper {
        Get(Request head) {
            super(head);
            head.setAttribute(HeadRequest.ATTRIBUTE, true);
        }

        @Override
        public String getMethod() {
            return HttpMethod.GET.asString();
        }
    }
}
