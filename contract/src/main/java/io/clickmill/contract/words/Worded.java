package io.clickmill.contract.words;

import java.util.Locale;

/** An enum constant with a word for it in events, tables or requests. See {@link Words}. */
public interface Worded {
    /** The name of the constant. */
    String name();

    /** The word. No other constant of the enum has it. By default it is the name in lower case. */
    default String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
