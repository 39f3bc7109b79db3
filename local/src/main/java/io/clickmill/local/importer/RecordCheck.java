package io.clickmill.local.importer;

import io.clickmill.contract.event.RejectedClick;
import io.clickmill.local.accesslog.LineProblem;

/** Checks a record as the job will, and gives it its key. */
interface RecordCheck {
    ImportRecord of(byte[] value);

    /** The record for a line that cannot be read. It is sent too, and the job rejects it. */
    ImportRecord bad(byte[] line, LineProblem problem);

    static LineProblem problem(RejectedClick rejected) {
        return new LineProblem(rejected.reason().word(), rejected.detail());
    }
}
