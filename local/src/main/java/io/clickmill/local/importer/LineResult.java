package io.clickmill.local.importer;

import io.clickmill.local.accesslog.LineProblem;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The result of one line.
 *
 * @param records the records to send; empty if the line is left out, several if it has several events
 * @param leftOut the reason why the line is left out, or null
 */
record LineResult(List<ImportRecord> records, @Nullable LeftOut leftOut) {
    static LineResult of(List<ImportRecord> records) {
        return new LineResult(records, null);
    }

    static LineResult leftOut(LeftOut why) {
        return new LineResult(List.of(), why);
    }

    /** A line that cannot be read. It is sent as it is. */
    static LineResult bad(@Nullable String key, byte[] line, LineProblem problem) {
        return of(List.of(new ImportRecord(key, line, problem)));
    }

    /** The fault of the line or of one of its records, or null. Bad records are sent too, for the job to keep. */
    @Nullable
    LineProblem problem() {
        return records.stream()
                .map(ImportRecord::problem)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    boolean isGood() {
        return problem() == null;
    }
}
