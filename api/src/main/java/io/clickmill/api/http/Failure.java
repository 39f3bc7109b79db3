package io.clickmill.api.http;

import io.clickmill.api.query.BusyException;
import io.clickmill.api.query.BusyException.Owner;
import io.clickmill.api.query.QueryError;
import io.clickmill.api.query.QueryException;
import io.clickmill.api.query.StatsUnavailableException;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The reason why a request is not answered as asked. Whoever answers renders it: the native endpoints as a
 * {@link Problem}, each dialect in its vendor's words.
 */
public final class Failure extends RuntimeException {
    /** Failures that are over in a second. */
    private static final Set<Kind> TEMPORARY =
            EnumSet.of(Kind.ACCOUNT_BUSY, Kind.SERVER_BUSY, Kind.BODY_BUSY, Kind.UNAVAILABLE);

    private static final Set<Kind> REPORTED = EnumSet.of(Kind.UNAVAILABLE, Kind.FAULT);

    private final Kind kind;
    private final transient Optional<QueryError> error;

    /** The kinds of failures, with the statuses that they have unless a vendor uses another one. */
    public enum Kind {
        /** The request cannot be read. */
        BAD_REQUEST(HttpStatus.BAD_REQUEST),
        /** A parameter is missing or wrong, or the answer would be too large. */
        INVALID(HttpStatus.BAD_REQUEST),
        /** There is no key, or it is unknown or expired. */
        UNAUTHORIZED(HttpStatus.UNAUTHORIZED),
        /** The key is valid, but not for this. */
        FORBIDDEN(HttpStatus.FORBIDDEN),
        /** The key has asked too often. */
        OVER_LIMIT(HttpStatus.TOO_MANY_REQUESTS),
        NOT_FOUND(HttpStatus.NOT_FOUND),
        METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED),
        /** The client does not take the form of the answer. */
        NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE),
        /** The body is longer than the endpoint takes. */
        BODY_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE),
        /** The body ends before its length, its chunks are malformed, or it came too slowly. */
        BODY_BROKEN(HttpStatus.BAD_REQUEST),
        /** The body is not a JSON object. */
        BODY_MALFORMED(HttpStatus.BAD_REQUEST),
        /** There is no room for the body beside the other bodies. */
        BODY_BUSY(HttpStatus.SERVICE_UNAVAILABLE),
        /** The account asks too much at once. */
        ACCOUNT_BUSY(HttpStatus.TOO_MANY_REQUESTS),
        /** All accounts together ask too much at once. */
        SERVER_BUSY(HttpStatus.SERVICE_UNAVAILABLE),
        /** The store does not answer; the text is the id under which the log has the cause. */
        UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE),
        /** The server is at fault; the text is the id under which the log has the cause. */
        FAULT(HttpStatus.INTERNAL_SERVER_ERROR);

        private final HttpStatus status;

        Kind(HttpStatus status) {
            this.status = status;
        }
    }

    /** A failure that is not about a parameter; the text of a fault is the id of its trace. */
    public Failure(Kind kind, String text) {
        this(kind, text, Optional.empty());
        if (kind == Kind.INVALID) {
            throw new IllegalArgumentException(kind + " needs the parameter that is wrong: use invalid(…)");
        }
    }

    private Failure(Kind kind, String text, Optional<QueryError> error) {
        super(text, null, false, false);
        this.kind = kind;
        this.error = error;
    }

    /** A parameter that is missing or wrong. */
    public static Failure invalid(QueryError error) {
        return new Failure(Kind.INVALID, error.text(), Optional.of(error));
    }

    /**
     * The failure that an exception stands for. A fault of the server is logged. Headers that all answers share are
     * set: {@code WWW-Authenticate}, and {@code Retry-After} where the request may be repeated in a second.
     */
    public static Failure of(Context context, Exception e) {
        Failure failure = classify(context, e);
        if (failure.kind == Kind.UNAUTHORIZED) {
            context.header("WWW-Authenticate", "Bearer");
        }
        if (TEMPORARY.contains(failure.kind)) {
            RetryAfter.soon(context);
        }
        return failure;
    }

    private static Failure classify(Context context, Exception e) {
        if (e instanceof Failure failure) {
            return failure;
        }
        if (e instanceof QueryException wrong) {
            return invalid(wrong.error());
        }
        if (e instanceof BusyException busy) {
            return new Failure(busy.owner() == Owner.ACCOUNT ? Kind.ACCOUNT_BUSY : Kind.SERVER_BUSY, busy.text());
        }
        return new Failure(
                e instanceof StatsUnavailableException ? Kind.UNAVAILABLE : Kind.FAULT,
                ServerErrors.report(context, e));
    }

    public Kind kind() {
        return kind;
    }

    /** The kind's status. */
    public HttpStatus status() {
        return kind.status;
    }

    /** The reason, for people; of a fault only the id of its trace. */
    public String text() {
        return String.valueOf(getMessage());
    }

    /** The parameter that is wrong; of {@link Kind#INVALID} only. */
    public Optional<QueryError> error() {
        return error;
    }

    /** The id under which the log has the cause of a fault. */
    Optional<String> traceId() {
        return REPORTED.contains(kind) ? Optional.of(text()) : Optional.empty();
    }
}
