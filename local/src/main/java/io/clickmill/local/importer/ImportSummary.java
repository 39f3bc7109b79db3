package io.clickmill.local.importer;

import java.util.List;
import java.util.Map;

/**
 * The result of an import.
 *
 * @param lines number of lines read, without blank ones
 * @param records number of valid clicks or links that were sent; one line may have several
 * @param badLines number of bad lines; they are sent as they are, for the job to reject
 * @param leftOut number of requests that were not sent as clicks, by reason
 * @param problems the faults of the bad lines, each with its first line
 * @param failures a line for each file that was not read, or not to its end, with the reason
 */
public record ImportSummary(
        long lines,
        long records,
        long badLines,
        Map<LeftOut, Long> leftOut,
        List<BadLines> problems,
        List<String> failures) {
    /** An import without left-out requests, faults or failures to report. */
    public ImportSummary(long lines, long badLines) {
        this(lines, lines - badLines, badLines, Map.of(), List.of(), List.of());
    }

    public ImportSummary {
        leftOut = Map.copyOf(leftOut);
        problems = List.copyOf(problems);
        failures = List.copyOf(failures);
    }

    /**
     * Bad lines with the same fault.
     *
     * @param place the place of the first of them, such as {@code access.log:17}
     * @param sample the beginning of the first of them
     * @param detail a detail of the first of them, besides the reason; may be empty
     */
    public record BadLines(String reason, String detail, long count, String place, String sample) {}

    /** The number of requests that were left out, for all reasons. */
    public long leftOutRequests() {
        return leftOut.values().stream().mapToLong(Long::longValue).sum();
    }
}
