package io.clickmill.job.fold;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Days in UTC, as rollups have them. */
final class Days {
    private Days() {}

    /** The first instant of the day. */
    static OffsetDateTime start(LocalDate day) {
        return day.atStartOfDay().atOffset(ZoneOffset.UTC);
    }
}
