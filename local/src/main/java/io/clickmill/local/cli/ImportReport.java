package io.clickmill.local.cli;

import io.clickmill.contract.Progress;
import io.clickmill.local.importer.Advice;
import io.clickmill.local.importer.ImportSummary;
import io.clickmill.local.importer.ImportSummary.BadLines;
import io.clickmill.local.importer.LeftOut;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The report of an import at its end. */
final class ImportReport {
    private ImportReport() {}

    /** The first line: how much was read and sent. */
    static String text(ImportSummary summary, String noun, double seconds) {
        return String.format(
                Locale.ROOT,
                "imported %s: %s, %s in %.1f s",
                count(summary.lines(), "line"),
                count(summary.records(), noun),
                count(summary.badLines(), "bad line"),
                seconds);
    }

    /**
     * How many records the job has rejected, and found to be duplicates, since {@code before}. Others may have sent
     * some of them.
     */
    static String verdict(Progress before, Progress after) {
        return String.format(
                Locale.ROOT,
                "; the job rejected %d and found %s meanwhile",
                after.rejected() - before.rejected(),
                count(after.duplicates() - before.duplicates(), "duplicate"));
    }

    /** The lines below the first one: the requests that were left out, and the first bad line of each reason. */
    static List<String> details(ImportSummary summary) {
        List<String> lines = new ArrayList<>();
        if (summary.leftOutRequests() > 0) {
            lines.add("left out " + count(summary.leftOutRequests(), "request") + ": " + parts(summary)
                    + "; --all-requests takes them");
        }
        for (BadLines bad : summary.problems()) {
            String detail = bad.detail().isEmpty() ? "" : ' ' + bad.detail();
            lines.add(count(bad.count(), "bad line") + ", the first " + bad.place() + ": " + bad.reason() + detail
                    + Advice.of(bad.reason(), bad.detail()));
            lines.add("  " + bad.sample());
        }
        return lines;
    }

    private static String parts(ImportSummary summary) {
        List<String> parts = new ArrayList<>();
        for (LeftOut why : LeftOut.values()) {
            long requests = summary.leftOut().getOrDefault(why, 0L);
            if (requests > 0) {
                parts.add(requests + " " + why.description());
            }
        }
        return String.join(", ", parts);
    }

    private static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
