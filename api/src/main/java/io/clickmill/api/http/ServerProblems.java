package io.clickmill.api.http;

import io.javalin.http.HttpStatus;
import java.util.Locale;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Answers requests that no route sees, such as those with a path that cannot be decoded: a problem, and no HTML. */
public final class ServerProblems extends ErrorHandler {
    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        HttpStatus status = HttpStatus.forStatus(code);
        String kind = status.getMessage().toLowerCase(Locale.ROOT).replace(' ', '-');
        String detail = message == null ? status.getMessage() : message;
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.CONTENT_TYPE);
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        Content.Sink.write(response, true, Problem.of(status, kind, detail).toJson(), callback);
    }
}
