package io.clickmill.contract.words;

import java.util.Locale;

/** A constant of an enum that a word stands for: in events, in tables or in requests. See {@link Words}. */
public interface Worded {
    /** The name of the constant. */
    String name();

    /** The word, which no other constant of the enum has; the name in lower case unless the enum says otherwise. */
    default String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
