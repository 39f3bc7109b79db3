package io.clickmill.bench.history;

import io.clickmill.bench.Report;
import java.util.Locale;

/**
 * What was measured.
 *
 * @param sentLinesPerS lines of the log that the import has sent to Kafka in a second
 * @param importLinesPerS lines of the log in a second, until all of them can be queried
 * @param foldEventsPerS late events that were folded into the rollups in a second
 * @param rebuildEventsPerS events of the rebuilt days that were counted again in a second
 */
public record HistoryReport(
        String benchmark,
        long lines,
        long sentLinesPerS,
        long importLinesPerS,
        long foldEventsPerS,
        long rebuildEventsPerS)
        implements Report {
    /** Lines per second until they are sent, and until they can be queried. */
    record Import(double sent, double counted) {}

    static HistoryReport of(long lines, Import imported, double fold, double rebuild) {
        return new HistoryReport(
                "history",
                lines,
                Math.round(imported.sent),
                Math.round(imported.counted),
                Math.round(fold),
                Math.round(rebuild));
    }

    @Override
    public String text() {
        return String.format(
                Locale.ROOT,
                "import         %,d lines/s until they can be queried, %,d lines/s until they are sent%n"
                        + "fold           %,d events/s%n"
                        + "rebuild        %,d events/s%n",
                importLinesPerS,
                sentLinesPerS,
                foldEventsPerS,
                rebuildEventsPerS);
    }
}
