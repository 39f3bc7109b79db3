package io.clickmill.api.query;

import io.clickmill.contract.Worded;

/** What happened: a link was clicked, or somebody who came by a click became a customer or paid. */
public enum EventKind implements Worded {
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
    @Override
    public String word() {
        return word;
    }

    /** The metric that counts events of this kind. */
    public Metric metric() {
        return metric;
    }
}
