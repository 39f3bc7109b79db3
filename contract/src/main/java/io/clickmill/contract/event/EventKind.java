package io.clickmill.contract.event;

import io.clickmill.contract.words.Worded;

/** What happened: a link was clicked, or somebody who came by a click became a customer or paid. */
public enum EventKind implements Worded {
    CLICK("click"),
    LEAD("lead"),
    SALE("sale");

    private final String word;

    EventKind(String word) {
        this.word = word;
    }

    /** The word in field {@code event} of events, and in column {@code click_event.event}. */
    @Override
    public String word() {
        return word;
    }
}
