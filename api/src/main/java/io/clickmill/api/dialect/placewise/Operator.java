package io.clickmill.api.dialect.placewise;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How a filter compares a field with a value. */
enum Operator {
    EQUAL,
    NOT_EQUAL,
    /** The same as {@link #GREATER_THAN}, in the spelling of the vendor's page. */
    GREATED_THAN,
    GREATER_THAN,
    GREATER_OR_EQUAL_TO,
    LESS_THAN,
    LESS_OR_EQUAL_TO,
    IN,
    NOT_IN;

    /** The operators for fields whose values have no order. */
    private static final List<Operator> OF_TEXTS = List.of(EQUAL, NOT_EQUAL, IN, NOT_IN);

    /** The operator's word in {@code type}. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether its value is a list. */
    boolean takesList() {
        return this == IN || this == NOT_IN;
    }

    /** Whether it keeps records with other values than the given ones. */
    boolean isNegation() {
        return this == NOT_EQUAL || this == NOT_IN;
    }

    /** Whether a field can be compared in this way. */
    boolean suits(ReportField field) {
        return field.isCount() || OF_TEXTS.contains(this);
    }

    /** The operator of that word, or empty if there is none. */
    static Optional<Operator> ofWord(String word) {
        return Arrays.stream(values())
                .filter(operator -> operator.word().equals(word))
                .findFirst();
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Operator::word).toList();
    }

    /** The words of the operators that suit a field. */
    static List<String> words(ReportField field) {
        return Arrays.stream(values())
                .filter(operator -> operator.suits(field))
                .map(Operator::word)
                .toList();
    }
}
