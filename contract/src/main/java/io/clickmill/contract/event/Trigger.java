package io.clickmill.contract.event;

import io.clickmill.contract.words.Worded;

/** How the link was opened; {@link #LINK} by default. */
public enum Trigger implements Worded {
    LINK("link"),
    QR("qr"),
    PAGEVIEW("pageview");

    private final String word;

    Trigger(String word) {
        this.word = word;
    }

    /** The word in field {@code trigger} of events, and in column {@code click_event.trigger}. */
    @Override
    public String word() {
        return word;
    }
}
