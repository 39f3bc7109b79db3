package io.clickmill.api.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.query.QueryError;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * An error as {@code application/problem+json} (RFC 9457).
 *
 * <p>Example: {@code {"type":"urn:clickmill:problem:invalid-parameter","title":"Bad Request","status":400,
 * "detail":"limit: 0 (expected: 1..10000)","code":"invalid","parameter":"limit","value":"0","expected":"1..10000"}}.
 *
 * @param kind the last part of {@code type}
 * @param error what is wrong with which parameter or field; empty for any other problem
 */
public record Problem(HttpStatus status, String kind, String detail, Optional<QueryError> error) {
    public static final String CONTENT_TYPE = "application/problem+json";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A problem that is not about a parameter. */
    public static Problem of(HttpStatus status, String kind, String detail) {
        return new Problem(status, kind, detail, Optional.empty());
    }

    /** A problem whose kind is the text of its status, such as {@code not-found}. */
    public static Problem of(HttpStatus status, String detail) {
        return of(status, status.getMessage().toLowerCase(Locale.ROOT).replace(' ', '-'), detail);
    }

    /** A failure in the words of the native endpoints. */
    public static Problem of(Failure failure) {
        HttpStatus status = failure.status();
        String text = failure.text();
        return switch (failure.kind()) {
            case INVALID -> new Problem(status, "invalid-parameter", text, failure.error());
            case BODY_TOO_LARGE -> of(status, "too-large", text);
            case BODY_BROKEN -> of(status, "broken-body", text);
            case BODY_BUSY, SERVER_BUSY -> of(status, "unavailable", text);
            case UNAVAILABLE -> of(status, "unavailable", "the statistics cannot be read, trace " + text);
            case FAULT -> of(status, "internal", "trace " + text);
            default -> of(status, text);
        };
    }

    /** Writes this problem as the answer. */
    public void write(Context context) {
        if (status == HttpStatus.SERVICE_UNAVAILABLE) {
            RetryAfter.soon(context);
        }
        // Bytes, because a text would be written in ISO-8859-1: the type has no charset. JSON is UTF-8 (RFC 8259).
        context.status(status).contentType(CONTENT_TYPE).result(toJson().getBytes(StandardCharsets.UTF_8));
    }

    /** Writes this problem as the answer where Javalin's context does not exist any more. */
    public void write(HttpServletResponse response) {
        response.setStatus(status.getCode());
        response.setContentType(CONTENT_TYPE);
        try {
            response.getOutputStream().write(toJson().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot answer", e);
        }
    }

    String toJson() {
        return json().toString();
    }

    /** The problem as a JSON object. */
    public ObjectNode json() {
        ObjectNode json = JSON.createObjectNode()
                .put("type", "urn:clickmill:problem:" + kind)
                .put("title", status.getMessage())
                .put("status", status.getCode())
                .put("detail", detail);
        error.ifPresent(e -> json.put("code", e.code().word())
                .put("parameter", e.parameter())
                .put("value", e.value())
                .put("expected", e.expected()));
        return json;
    }
}
