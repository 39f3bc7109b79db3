package io.clickmill.local.exact;

/** The stage of a stream at which a question is asked. */
enum Stage {
    /** A third of the records are in the log, and no record that only moves the time was sent. */
    AFTER_THE_FIRST_RECORDS,
    /** The job has failed in the middle of the next records, and has resumed from a checkpoint. */
    AFTER_THE_RESTART,
    /** Some complete days may have late events. */
    BEFORE_THE_FOLD,
    AFTER_THE_FOLD,
    /** All records have arrived, and all days are complete. */
    AT_THE_END,
    AFTER_THE_LAST_FOLD
}
