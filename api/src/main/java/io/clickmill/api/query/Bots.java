package io.clickmill.api.query;

import java.util.Arrays;
import java.util.Optional;

/** Whether events of bots count. Rollups hold humans only, so all but {@link #EXCLUDE} is answered from the log. */
public enum Bots {
    EXCLUDE("exclude"),
    INCLUDE("include"),
    ONLY("only");

    private final String word;

    Bots(String word) {
        this.word = word;
    }

    /** The word in parameter {@code bots}. */
    public String word() {
        return word;
    }

    /** The choice of that word, or empty if there is none. */
    public static Optional<Bots> ofWord(String word) {
        return Arrays.stream(values()).filter(b -> b.word.equals(word)).findFirst();
    }
}
