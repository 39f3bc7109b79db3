package io.clickmill.api.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.HttpStatus;
import java.util.Optional;

/**
 * A group of routes that answers from the same services: the native endpoints are one, each vendor's dialect is another.
 * Routes know nothing of each other.
 */
public interface Routes {
    /** Response header of every answer from statistics: what was read for it. */
    String PLAN_HEADER = "X-Clickmill-Plan";

    /**
     * Adds the routes. A {@link Dialect} renders its failures itself. Any other exception that leaves a handler is
     * answered with {@code application/problem+json}.
     */
    void register(RoutesConfig routes, Services services);

    /**
     * The body, in JSON, of an error that no handler of a route answers: 400 for a path that cannot be decoded, 404 for
     * one that does not exist, 405 for a method that it does not have. A vendor's client reads its vendor's form.
     *
     * @param path as it was sent
     * @return empty for {@code application/problem+json}, and for paths of others
     */
    default Optional<String> unrouted(HttpStatus status, String path) {
        return Optional.empty();
    }
}
