package io.clickmill.local.importer;

import io.clickmill.contract.event.RejectedClick;
import io.clickmill.local.accesslog.LineProblem;
import org.jspecify.annotations.Nullable;

/** Checks a record as the job will, and gives it its key. */
interface RecordCheck {
    /** @param problem the reason why the job will reject the record, or null */
    record Outcome(ImportRecord record, @Nullable LineProblem problem) {}

    Outcome of(byte[] value);

    /** The record for a line that cannot be read. It is sent too, and the job rejects it. */
    ImportRecord bad(byte[] line);

    static LineProblem problem(RejectedClick rejected) {
        return new LineProblem(rejected.reason().word(), rejected.detail());
    }
}
