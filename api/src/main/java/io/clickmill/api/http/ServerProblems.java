package io.clickmill.api.http;

import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Answers requests that reach no route, such as one with a path that cannot be decoded. Jetty would answer in HTML. */
public final class ServerProblems extends ErrorHandler {
    private final List<Routes> routes;

    /** Answers in the words of the group whose path it is, or as {@code application/problem+json}. */
    public ServerProblems(List<Routes> routes) {
        this.routes = List.copyOf(routes);
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        HttpStatus status = HttpStatus.forStatus(code);
        Optional<String> worded = status == HttpStatus.BAD_REQUEST ? worded(request) : Optional.empty();
        if (worded.isPresent()) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
            Content.Sink.write(response, true, worded.get(), callback);
            return;
        }
        String detail = message == null ? status.getMessage() : message;
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.CONTENT_TYPE);
        Content.Sink.write(response, true, Problem.of(status, detail).toJson(), callback);
    }

    private Optional<String> worded(Request request) {
        String path = request.getHttpURI().getPath();
        return path == null
                ? Optional.empty()
                : routes.stream()
                        .flatMap(group -> group.unrouted(HttpStatus.BAD_REQUEST, path).stream())
                        .findFirst();
    }
}
