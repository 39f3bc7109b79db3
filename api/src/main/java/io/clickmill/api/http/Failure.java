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
 * The reason why a request is refused or fails. The native endpoints render it as a {@link Problem}, and each dialect
 * renders it in its vendor's words.
 */
public final class Failure extends RuntimeException {
    /** Failures after which the client should retry in a second. */
    private static final Set<Kind> TEMPORARY =
            EnumSet.of(Kind.ACCOUNT_BUSY, Kind.SERVER_BUSY, Kind.BODY_BUSY, Kind.UNAVAILABLE);

    private static final Set<Kind> REPORTED = EnumSet.of(Kind.UNAVAILABLE, Kind.FAULT);

    private final Kind kind;
    private final transient Optional<QueryError> error;

    /** The kinds of failures with their default statuses. A vendor may use another status. */
    public enum Kind {
        /** The request cannot be read. */
        BAD_REQUEST(HttpStatus.BAD_REQUEST),
        /** A parameter is missing or invalid, or the answer would be too large. */
        INVALID(HttpStatus.BAD_REQUEST),
        /** The key is absent, unknown or expired. */
        UNAUTHORIZED(HttpStatus.UNAUTHORIZED),
        /** The key is valid, but does not allow this request. */
        FORBIDDEN(HttpStatus.FORBIDDEN),
        /** The key is over its rate limit. */
        OVER_LIMIT(HttpStatus.TOO_MANY_REQUESTS),
        NOT_FOUND(HttpStatus.NOT_FOUND),
        METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED),
        /** The client does not accept any form of the answer. */
        NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE),
        /** The body is longer than the endpoint's limit. */
        BODY_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE),
        /** The body ends before its announced length, or its chunks are malformed, tiny or too slow. */
        BODY_BROKEN(HttpStatus.BAD_REQUEST),
        /** The body is not a JSON object. */
        BODY_MALFORMED(HttpStatus.BAD_REQUEST),
        /** The bodies of other requests take all the room or threads. */
        BODY_BUSY(HttpStatus.SERVICE_UNAVAILABLE),
        /** Too many questions of the account are being answered. */
        ACCOUNT_BUSY(HttpStatus.TOO_MANY_REQUESTS),
        /** Too many questions of all accounts together are being answered. */
        SERVER_BUSY(HttpStatus.SERVICE_UNAVAILABLE),
        /** The store does not answer. The text is the trace id under which the log has the cause. */
        UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE),
        /** The server is at fault. The text is the trace id under which the log has the cause. */
        FAULT(HttpStatus.INTERNAL_SERVER_ERROR);

        private final HttpStatus status;

        Kind(HttpStatus status) {
            this.status = status;
        }
    }

    /** A failure that is not about a parameter. The text of a fault is its trace id. */
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

    /** The failure for a missing or invalid parameter. */
    public static Failure invalid(QueryError error) {
        return new Failure(Kind.INVALID, error.text(), Optional.of(error));
    }

    /**
     * Returns the failure that an exception stands for. Logs it if the server or the store is at fault. Sets the
     * headers that all answers share: {@code WWW-Authenticate}, and {@code Retry-After} if the client should retry in a
     * second.
     */
    public static Failure of(Context context, Exception e) {
        Failure failure = reasonOf(context, e);
        if (failure.kind == Kind.UNAUTHORIZED) {
            context.header("WWW-Authenticate", "Bearer");
        }
        if (TEMPORARY.contains(failure.kind)) {
            RetryAfter.soon(context);
        }
        return failure;
    }

    /** Like {@link #of}, without headers, for an answer that has other parts. */
    public static Failure reasonOf(Context context, Exception e) {
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

    /** The default status of the kind. */
    public HttpStatus status() {
        return kind.status;
    }

    /** The reason, for people. For a fault it is only the trace id. */
    public String text() {
        return String.valueOf(getMessage());
    }

    /** What is wrong with which parameter; empty unless the kind is {@link Kind#INVALID}. */
    public Optional<QueryError> error() {
        return error;
    }

    /** The id under which the log has the cause; empty unless the server or the store is at fault. */
    Optional<String> traceId() {
        return REPORTED.contains(kind) ? Optional.of(text()) : Optional.empty();
    }
}
