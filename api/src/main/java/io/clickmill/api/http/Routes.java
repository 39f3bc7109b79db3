package io.clickmill.api.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.HttpStatus;
import java.util.Optional;

/**
 * A group of routes, such as those of one native endpoint or of one vendor's dialect. All groups get the same services,
 * and none knows another.
 */
public interface Routes {
    /** Response header of answers with statistics: the plan, which says what was read for the answer. */
    String PLAN_HEADER = "X-Clickmill-Plan";

    /**
     * Adds the routes. A {@link Dialect} renders its failures itself. Any exception that leaves a handler is answered
     * as {@code application/problem+json}.
     */
    void register(RoutesConfig routes, Services services);

    /**
     * The JSON body of an error that arises before a handler is called: 400 for a path that cannot be decoded, 404 for
     * an unknown path, 405 for a method that the path does not have. A vendor's client expects its vendor's form here
     * too.
     *
     * @param path the path as it was sent
     * @return empty for {@code application/problem+json}, and for paths of other groups
     */
    default Optional<String> unrouted(HttpStatus status, String path) {
        return Optional.empty();
    }
}
