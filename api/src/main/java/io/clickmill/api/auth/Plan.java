package io.clickmill.api.auth;

import io.clickmill.contract.words.Worded;
import io.clickmill.contract.words.Words;
import java.util.List;
import java.util.Optional;

/** The plan that some vendors' endpoints ask for, from the lowest to the highest. */
public enum Plan implements Worded {
    FREE,
    PRO,
    BUSINESS,
    ADVANCED,
    ENTERPRISE;

    /** Other names of {@link #BUSINESS}. */
    private static final List<String> NAMES_OF_BUSINESS = List.of("business plus", "business max", "business extra");

    /** Whether the plan is {@code least} or a higher one. */
    public boolean isAtLeast(Plan least) {
        return compareTo(least) >= 0;
    }

    /** The plan of a word; empty if there is none. */
    public static Optional<Plan> ofWord(String word) {
        if (NAMES_OF_BUSINESS.contains(word)) {
            return Optional.of(BUSINESS);
        }
        return Words.of(Plan.class, word);
    }
}
