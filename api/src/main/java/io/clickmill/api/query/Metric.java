package io.clickmill.api.query;

/** What is counted. */
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
}
