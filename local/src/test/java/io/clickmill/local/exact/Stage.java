package io.clickmill.local.exact;

/** When a question is asked: what has happened to the stream by then. */
enum Stage {
    /** A third of the records are in the log, and no partition has been told what time it is. */
    AFTER_THE_FIRST_RECORDS,
    /** The job failed amid the next ones, and went on from a checkpoint. */
    AFTER_THE_RESTART,
    /** Days may be complete that have late events. */
    BEFORE_THE_FOLD,
    AFTER_THE_FOLD,
    /** All have arrived, and all days are complete. */
    AT_THE_END,
    AFTER_THE_LAST_FOLD
}
