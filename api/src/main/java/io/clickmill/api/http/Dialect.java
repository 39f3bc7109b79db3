package io.clickmill.api.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/** The endpoints of a vendor, with the vendor's parameters, answers and errors. */
public abstract class Dialect implements Routes {
    private final String name;
    private final List<String> scopes;
    private final Function<Failure, ErrorAnswer> errors;

    /**
     * @param name the name under which rate limits count its requests, and by which {@code CLICKMILL_RATE_LIMITS} calls
     *     it
     * @param scopes the scopes of its endpoints, in the vendor's words
     * @param errors renders failures in the vendor's words
     */
    protected Dialect(String name, List<String> scopes, Function<Failure, ErrorAnswer> errors) {
        this.name = name;
        this.scopes = scopes;
        this.errors = errors;
    }

    public final String name() {
        return name;
    }

    public final List<String> scopes() {
        return scopes;
    }

    /**
     * Returns a handler whose errors are in the vendor's words too.
     *
     * @param endpoint returns the body of the answer in JSON, and sets headers. To refuse a request it throws a
     *     {@link Failure}, or an {@link ErrorAnswer} for an error that only this vendor has. Any other exception is
     *     rendered as the failure that it stands for
     */
    protected final Handler answering(Function<Context, String> endpoint) {
        return context -> {
            try {
                String body = endpoint.apply(context);
                context.contentType("application/json").result(body.getBytes(StandardCharsets.UTF_8));
            } catch (ErrorAnswer e) {
                e.write(context);
            } catch (RuntimeException e) {
                fail(context, e);
            } catch (Error e) {
                fail(context, ServerErrors.fault(e));
            }
        };
    }

    private void fail(Context context, RuntimeException e) {
        Failure failure = Failure.of(context, e);
        failure.traceId().ifPresent(id -> context.header("X-Trace-Id", id));
        errors.apply(failure).write(context);
    }
}
