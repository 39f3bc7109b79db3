package io.clickmill.contract.words;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** Finds the constants of enums by their words, and lists the words. */
public final class Words {
    private Words() {}

    /** The constant of that word, case-sensitive, or empty if there is none. */
    public static <T extends Enum<T> & Worded> Optional<T> of(Class<T> type, String word) {
        for (T constant : type.getEnumConstants()) {
            if (constant.word().equals(word)) {
                return Optional.of(constant);
            }
        }
        return Optional.empty();
    }

    /** The words of all constants, in their order. */
    public static <T extends Enum<T> & Worded> List<String> all(Class<T> type) {
        return all(EnumSet.allOf(type));
    }

    /** The words of these constants. */
    public static List<String> all(Collection<? extends Worded> constants) {
        return constants.stream().map(Worded::word).toList();
    }
}
