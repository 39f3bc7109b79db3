package io.clickmill.api.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/** A vendor's endpoints, answered in the vendor's form. */
public interface Dialect extends Routes {
    /** The name under which its requests are counted, as in {@code CLICKMILL_RATE_LIMITS}. */
    String name();

    /** What its keys may be allowed, in the vendor's words. */
    List<String> scopes();

    /** The failure in the vendor's words. */
    ErrorAnswer render(Failure failure);

    /**
     * A handler that answers in the vendor's words, whatever happens.
     *
     * @param endpoint makes the body of the answer, in JSON, and sets headers. It ends a request by a {@link
     *     Failure}, or by an {@link ErrorAnswer} that only the vendor has. Any other exception is rendered as the
     *     failure it stands for
     */
    default Handler answering(Function<Context, String> endpoint) {
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
        render(failure).write(context);
    }
}
