package io.clickmill.api.query;

import io.clickmill.contract.Measure;
import io.clickmill.contract.event.EventKind;
import java.util.Optional;

/** What is counted: a {@link Measure}, or the unique visitors. */
public enum Metric implements SortKey {
    CLICKS(Measure.CLICKS),
    /** Different visitors of clicks. */
    UNIQUES("uniques", Optional.empty()),
    LEADS(Measure.LEADS),
    SALES(Measure.SALES),
    /** In cents. */
    SALE_AMOUNT(Measure.SALE_AMOUNT);

    private final String word;
    private final Optional<Measure> measure;

    Metric(Measure measure) {
        this(measure.word(), Optional.of(measure));
    }

    Metric(String word, Optional<Measure> measure) {
        this.word = word;
        this.measure = measure;
    }

    @Override
    public String word() {
        return word;
    }

    /** The measure that adds it up; empty for unique visitors, which do not add up. */
    public Optional<Measure> measure() {
        return measure;
    }

    /** Whether clicks are counted, and not only leads or sales. */
    public boolean countsClicks() {
        return measure.isEmpty() || measure.get().event() == EventKind.CLICK;
    }

    /** The metric that counts the events of a kind. */
    public static Metric of(EventKind kind) {
        return switch (kind) {
            case CLICK -> CLICKS;
            case LEAD -> LEADS;
            case SALE -> SALES;
        };
    }
}
