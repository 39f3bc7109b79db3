package io.clickmill.local.importer;

import io.clickmill.contract.event.InvalidClick;
import io.clickmill.local.accesslog.LineProblem;
import io.clickmill.local.importer.ImportSummary.BadLines;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts the lines of an import by their results. */
final class ImportTally {
    /**
     * Maximum number of different faults. The text of a fault may depend on the line, so each line could add another.
     */
    private static final int MAX_REASONS = 20;

    private final Map<LeftOut, Long> leftOut = new EnumMap<>(LeftOut.class);
    private final Map<String, BadLines> problems = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();
    private long lines;
    private long records;
    private long badLines;

    void count(LineResult result, String file, long number, byte[] line) {
        lines++;
        for (ImportRecord record : result.records()) {
            records += record.problem() == null ? 1 : 0;
        }
        if (result.leftOut() != null) {
            leftOut.merge(result.leftOut(), 1L, Long::sum);
        }
        if (result.problem() != null) {
            badLines++;
            note(result.problem(), file, number, line);
        }
    }

    private void note(LineProblem problem, String file, long number, byte[] line) {
        String reason = problem.reason();
        BadLines before = problems.get(reason);
        if (before != null) {
            problems.put(
                    reason, new BadLines(reason, before.detail(), before.count() + 1, before.place(), before.sample()));
        } else if (problems.size() < MAX_REASONS) {
            problems.put(reason, new BadLines(reason, problem.detail(), 1, file + ':' + number, sample(line)));
        }
    }

    /** The beginning of a line, in a form for people. */
    static String sample(byte[] line) {
        return InvalidClick.shown(LogLines.text(line));
    }

    void fail(String message) {
        failures.add(message);
    }

    long lines() {
        return lines;
    }

    ImportSummary summary() {
        return new ImportSummary(lines, records, badLines, leftOut, new ArrayList<>(problems.values()), failures);
    }
}
