package io.clickmill.api.auth;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The plan that some vendors' endpoints ask for, from the lowest to the highest. */
public enum Plan {
    FREE,
    PRO,
    BUSINESS,
    ADVANCED,
    ENTERPRISE;

    /** Other names of {@link #BUSINESS}. */
    private static final List<String> NAMES_OF_BUSINESS = List.of("business plus", "business max", "business extra");

    /** The plan's word, such as {@code business}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the plan is {@code least} or a higher one. */
    public boolean isAtLeast(Plan least) {
        return compareTo(least) >= 0;
    }

    /** The plan of a word; empty if there is none. */
    public static Optional<Plan> ofWord(String word) {
        if (NAMES_OF_BUSINESS.contains(word)) {
            return Optional.of(BUSINESS);
        }
        return Arrays.stream(values()).filter(plan -> plan.word().equals(word)).findFirst();
    }

    /** Every plan's word, from the lowest to the highest. */
    public static List<String> words() {
        return Arrays.stream(values()).map(Plan::word).toList();
    }
}
