package io.clickmill.api.dialect.placewise;

import io.clickmill.api.query.Interval;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The buckets of a series, in the vendor's words. */
enum Step {
    FIVE_MINUTES("5m", Interval.FIVE_MINUTES),
    HOUR("1h", Interval.HOUR),
    DAY("1d", Interval.DAY),
    WEEK("1w", Interval.WEEK),
    MONTH("1mo", Interval.MONTH);

    /** The word for the buckets that suit the length of the range. */
    static final String AUTO = "auto";

    private static final Duration LONGEST_BY_FIVE_MINUTES = Duration.ofHours(12);
    private static final Duration LONGEST_BY_HOUR = Duration.ofDays(3);

    private final String word;
    private final Interval interval;

    Step(String word, Interval interval) {
        this.word = word;
        this.interval = interval;
    }

    String word() {
        return word;
    }

    Interval interval() {
        return interval;
    }

    /** The step of that word; empty for {@link #AUTO}. */
    static Optional<Step> ofWord(String word) {
        return Arrays.stream(values()).filter(step -> step.word.equals(word)).findFirst();
    }

    /** The buckets that {@link #AUTO} means for a range of that length. */
    static Step suiting(Duration length) {
        if (length.compareTo(LONGEST_BY_FIVE_MINUTES) <= 0) {
            return FIVE_MINUTES;
        }
        return length.compareTo(LONGEST_BY_HOUR) <= 0 ? HOUR : DAY;
    }

    static List<String> words() {
        return Stream.concat(Stream.of(AUTO), Arrays.stream(values()).map(Step::word))
                .toList();
    }
}
