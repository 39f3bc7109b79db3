package io.clickmill.api.query;

import java.util.Arrays;
import java.util.Optional;

/** What happened: a link was clicked, or somebody who came by a click became a customer or paid. */
public enum EventKind {
    CLICK("click", Metric.CLICKS),
    LEAD("lead", Metric.LEADS),
    SALE("sale", Metric.SALES);

    private final String word;
    private final Metric metric;

    EventKind(String word, Metric metric) {
        this.word = word;
        this.metric = metric;
    }

    /** The word in events, and the value of {@link Field#EVENT}. */
    public String word() {
        return word;
    }

    /** The metric that counts events of this kind. */
    public Metric metric() {
        return metric;
    }

    /** The kind of that word, or empty if there is none. */
    public static Optional<EventKind> ofWord(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
    }
}
