package io.clickmill.contract.event;

import java.util.Arrays;
import java.util.Optional;

/** What happened: a link was clicked, or somebody who came by a click became a customer or paid. */
public enum EventKind {
    CLICK("click"),
    LEAD("lead"),
    SALE("sale");

    private final String word;

    EventKind(String word) {
        this.word = word;
    }

    /** The word in field {@code event} of events, and in column {@code click_event.event}. */
    public String word() {
        return word;
    }

    /** The kind of that word, which is case-sensitive. */
    public static Optional<EventKind> ofWord(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
    }
}
