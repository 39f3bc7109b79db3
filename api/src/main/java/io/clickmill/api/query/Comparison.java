package io.clickmill.api.query;

import java.util.Arrays;
import java.util.Optional;

/** How two values are compared. */
public enum Comparison {
    EQUAL("="),
    NOT_EQUAL("!="),
    GREATER(">"),
    GREATER_OR_EQUAL(">="),
    LESS("<"),
    LESS_OR_EQUAL("<=");

    private final String symbol;

    Comparison(String symbol) {
        this.symbol = symbol;
    }

    /** The comparison as it is written in a condition. */
    public String symbol() {
        return symbol;
    }

    /** The comparison of that symbol, or empty if there is none. */
    public static Optional<Comparison> ofSymbol(String symbol) {
        return Arrays.stream(values())
                .filter(comparison -> comparison.symbol.equals(symbol))
                .findFirst();
    }

    /** Whether the numbers compare in this way. */
    public boolean holds(long left, long right) {
        return switch (this) {
            case EQUAL -> left == right;
            case NOT_EQUAL -> left != right;
            case GREATER -> left > right;
            case GREATER_OR_EQUAL -> left >= right;
            case LESS -> left < right;
            case LESS_OR_EQUAL -> left <= right;
        };
    }
}
