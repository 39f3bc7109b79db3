package io.clickmill.local.importer;

import java.util.List;
import java.util.Map;

/**
 * What an import did.
 *
 * @param lines read, blank ones left out
 * @param records clicks or links that were sent; one line may hold several
 * @param badLines sent as they are, for the job to reject
 * @param leftOut numbers of requests that were not counted as clicks, by reason
 * @param problems what was wrong with the bad lines, each with its first line
 * @param failures files that were not read, or not to their end, and why; a line each
 */
public record ImportSummary(
        long lines,
        long records,
        long badLines,
        Map<LeftOut, Long> leftOut,
        List<BadLines> problems,
        List<String> failures) {
    /** An import without anything to tell of. */
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
     * @param place of the first of them: {@code access.log:17}
     * @param sample the beginning of the first of them
     * @param detail what is wrong with the first of them, besides the reason; may be empty
     */
    public record BadLines(String reason, String detail, long count, String place, String sample) {}

    /** How many requests were left out. */
    public long leftOutRequests() {
        return leftOut.values().stream().mapToLong(Long::longValue).sum();
    }
}
