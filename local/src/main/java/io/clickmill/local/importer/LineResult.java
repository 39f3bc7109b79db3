package io.clickmill.local.importer;

import io.clickmill.local.accesslog.LineProblem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one line is.
 *
 * @param records to send: none if the line is left out, several if it holds several events
 * @param leftOut why the line is no click, or null
 * @param problem what is wrong with the line or one of its records, or null; such records are sent for the job to keep
 */
record LineResult(
        List<ImportRecord> records,
        @Nullable LeftOut leftOut,
        @Nullable LineProblem problem) {
    static LineResult of(List<ImportRecord> records) {
        return new LineResult(records, null, null);
    }

    static LineResult leftOut(LeftOut why) {
        return new LineResult(List.of(), why, null);
    }

    /** A line that cannot be read, sent as it is. */
    static LineResult bad(@Nullable String key, byte[] line, LineProblem problem) {
        return new LineResult(List.of(new ImportRecord(key, line, true)), null, problem);
    }

    boolean isGood() {
        return problem == null;
    }
}
