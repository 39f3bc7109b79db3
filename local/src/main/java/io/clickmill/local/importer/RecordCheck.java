package io.clickmill.local.importer;

import io.clickmill.contract.event.RejectedClick;
import io.clickmill.local.accesslog.LineProblem;
import org.jspecify.annotations.Nullable;

/** Says of a record what the job will say of it, and gives it its key. */
interface RecordCheck {
    /** @param problem why the job will reject the record, or null */
    record Outcome(ImportRecord record, @Nullable LineProblem problem) {}

    Outcome of(byte[] value);

    /** A line that holds no record, to be sent all the same. */
    ImportRecord bad(byte[] line);

    static LineProblem problem(RejectedClick rejected) {
        return new LineProblem(rejected.reason().wireName(), rejected.detail());
    }
}
