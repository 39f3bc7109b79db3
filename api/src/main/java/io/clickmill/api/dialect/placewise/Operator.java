package io.clickmill.api.dialect.placewise;

import io.clickmill.contract.words.Worded;
import java.util.Arrays;
import java.util.List;

/** How a filter compares a field with a value. */
enum Operator implements Worded {
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

    /** The words of those that suit a field. */
    static List<String> words(ReportField field) {
        return Arrays.stream(values())
                .filter(operator -> operator.suits(field))
                .map(Operator::word)
                .toList();
    }
}
