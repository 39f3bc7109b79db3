package io.clickmill.api.query;

import io.clickmill.contract.event.EventKind;
import java.util.Arrays;
import java.util.Optional;

/** What is counted. */
public enum Metric implements SortKey {
    /** Events of kind {@code click}. */
    CLICKS("clicks"),
    /** Different visitors of clicks. */
    UNIQUES("uniques"),
    /** Events of kind {@code lead}. */
    LEADS("leads"),
    /** Events of kind {@code sale}. */
    SALES("sales"),
    /** Sum of the sales' amounts, in cents. */
    SALE_AMOUNT("sale_amount");

    private final String word;

    Metric(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }

    /** The metric that counts events of a kind. */
    public static Metric of(EventKind kind) {
        return switch (kind) {
            case CLICK -> CLICKS;
            case LEAD -> LEADS;
            case SALE -> SALES;
        };
    }

    /** The metric of that word, or empty if there is none. */
    public static Optional<Metric> ofWord(String word) {
        return Arrays.stream(values()).filter(m -> m.word.equals(word)).findFirst();
    }
}
