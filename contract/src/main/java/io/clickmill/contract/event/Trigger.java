package io.clickmill.contract.event;

import java.util.Arrays;
import java.util.Optional;

/** How the link was opened; {@link #LINK} by default. */
public enum Trigger {
    LINK("link"),
    QR("qr"),
    PAGEVIEW("pageview");

    private final String word;

    Trigger(String word) {
        this.word = word;
    }

    /** The word in field {@code trigger} of events, and in column {@code click_event.trigger}. */
    public String word() {
        return word;
    }

    /** The trigger of that word, which is case-sensitive. */
    public static Optional<Trigger> ofWord(String word) {
        return Arrays.stream(values())
                .filter(trigger -> trigger.word.equals(word))
                .findFirst();
    }
}
