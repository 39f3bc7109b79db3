package io.clickmill.api.query;

/** Carries a {@link QueryError} out of a constructor or a parser; the message is its text. */
public final class QueryException extends RuntimeException {
    private final transient QueryError error;

    public QueryException(QueryError error) {
        super(error.text());
        this.error = error;
    }

    /** Throws one unless the condition holds. */
    static void require(boolean holds, String parameter, String value, String expected) {
        if (!holds) {
            throw new QueryException(QueryError.invalid(parameter, value, expected));
        }
    }

    /** What is wrong. */
    public QueryError error() {
        return error;
    }
}
