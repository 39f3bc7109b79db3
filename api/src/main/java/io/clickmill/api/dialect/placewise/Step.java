package io.clickmill.api.dialect.placewise;

import io.clickmill.api.query.Interval;
import io.clickmill.contract.words.Worded;
import io.clickmill.contract.words.Words;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The steps of a series in the vendor's words. */
enum Step implements Worded {
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

    @Override
    public String word() {
        return word;
    }

    Interval interval() {
        return interval;
    }

    /** What {@link #AUTO} means for a range of that length. */
    static Step suiting(Duration length) {
        if (length.compareTo(LONGEST_BY_FIVE_MINUTES) <= 0) {
            return FIVE_MINUTES;
        }
        return length.compareTo(LONGEST_BY_HOUR) <= 0 ? HOUR : DAY;
    }

    /** {@link #AUTO}, and the words of all steps. */
    static List<String> words() {
        return Stream.concat(Stream.of(AUTO), Words.all(Step.class).stream()).toList();
    }
}
