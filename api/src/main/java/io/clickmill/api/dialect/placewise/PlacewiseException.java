package io.clickmill.api.dialect.placewise;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * Ends a request with one of the vendor's errors.
 *
 * <p>Example: {@code {"error":"Invalid parameters","details":{"report":[{"error":"blank"}]}}}.
 */
final class PlacewiseException extends RuntimeException {
    private final int status;
    private final transient Optional<ObjectNode> details;

    private PlacewiseException(int status, String message, Optional<ObjectNode> details) {
        super(message);
        this.status = status;
        this.details = details;
    }

    /** The body is no JSON object: 400, and nothing in the answer. */
    static PlacewiseException unreadable() {
        return new PlacewiseException(400, "", Optional.empty());
    }

    /** There is no such key: 401. */
    static PlacewiseException unauthorized(String message) {
        return new PlacewiseException(401, message, Optional.empty());
    }

    /** The key lacks a permit: 403. */
    static PlacewiseException forbidden(String permit) {
        return new PlacewiseException(403, "The key lacks the permit " + permit, Optional.empty());
    }

    /** There are no data for this endpoint: 404. */
    static PlacewiseException notFound(String message) {
        return new PlacewiseException(404, message, Optional.empty());
    }

    /** The body is too long: 413. */
    static PlacewiseException tooLarge(int maxBytes) {
        return new PlacewiseException(413, "The request body is longer than " + maxBytes + " bytes", Optional.empty());
    }

    /** Members of the body are wrong: 422. */
    static PlacewiseException invalid(ObjectNode details) {
        return new PlacewiseException(422, "Invalid parameters", Optional.of(details));
    }

    /** The key has asked too often: 429. */
    static PlacewiseException tooManyRequests(String message) {
        return new PlacewiseException(429, message, Optional.empty());
    }

    /** There is no room for the body beside the others: 503. */
    static PlacewiseException busy() {
        return new PlacewiseException(503, "Too much is being received, repeat the request", Optional.empty());
    }

    /** A header that has to be there is not: 470. */
    static PlacewiseException missingHeader(String names) {
        return new PlacewiseException(470, "The header " + names + " is missing", Optional.empty());
    }

    /** A header is wrong: 471. */
    static PlacewiseException wrongHeader(String name, String value, String expected) {
        return new PlacewiseException(
                471, "The header " + name + " is wrong: " + value + " (expected: " + expected + ")", Optional.empty());
    }

    int status() {
        return status;
    }

    /** What is wrong with the members of the body, nested as they are; of 422 only. */
    Optional<ObjectNode> details() {
        return details;
    }
}
