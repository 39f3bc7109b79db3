package io.clickmill.contract.event;

import io.clickmill.contract.Worded;

/** What happened, field {@code event}: a click unless the event says otherwise. */
public enum EventType implements Worded {
    CLICK("click"),
    LEAD("lead"),
    SALE("sale");

    private final String word;

    EventType(String word) {
        this.word = word;
    }

    /** The word that stands for it in events and tables. */
    @Override
    public String word() {
        return word;
    }
}
