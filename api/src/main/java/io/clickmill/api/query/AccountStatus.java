package io.clickmill.api.query;

import io.clickmill.contract.Progress;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * How far the events of an account are counted.
 *
 * @param progress what the job has published with its last checkpoint, about all accounts; empty before the first one
 * @param lateEvents events that are in no rollup yet, so that answers add them from the log; at most
 *     {@link #MAX_LATE_EVENTS}, as counting more takes long
 * @param gaps the days whose rollups are not used, and which are counted again; the first {@link #MAX_GAPS}
 */
public record AccountStatus(Optional<Progress> progress, long lateEvents, List<LocalDate> gaps) {
    public static final int MAX_LATE_EVENTS = 100_000;
    public static final int MAX_GAPS = 1_000;

    public AccountStatus {
        gaps = List.copyOf(gaps);
    }

    /** Whether {@link #lateEvents} is the number, and not only what it is at least. */
    public boolean isLateExact() {
        return lateEvents < MAX_LATE_EVENTS;
    }
}
