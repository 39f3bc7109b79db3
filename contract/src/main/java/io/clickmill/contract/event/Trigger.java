package io.clickmill.contract.event;

import io.clickmill.contract.Worded;

/** How the link was opened, field {@code trigger}: as a link unless the event says otherwise. */
public enum Trigger implements Worded {
    LINK("link"),
    QR("qr"),
    PAGEVIEW("pageview");

    private final String word;

    Trigger(String word) {
        this.word = word;
    }

    /** The word that stands for it in events and tables. */
    @Override
    public String word() {
        return word;
    }
}
