package io.clickmill.job.receive;

/**
 * Whether the windows count a click, and with it what {@code click_event.late} becomes. Of several copies of an event the
 * one with the strongest verdict, the last in this order, decides.
 */
public enum Verdict {
    /**
     * Late as a property of the record, or of a minute that was complete at the checkpoint from which the job was
     * restored. A replay comes to the same verdict, so a row that is there keeps its {@code late}: it may have been
     * folded since.
     */
    LATE,

    /**
     * On time by its record, but its minute was complete before it came, because its partition had been quiet. An
     * earlier run may have counted it; this run does not, so a replay sets {@code late}. Its day cannot have been
     * folded: it lies above the restored progress.
     */
    REFUSED,

    /** The windows count it: {@code late} is false, whatever a row of an earlier run or of an earlier copy says. */
    ON_TIME
}
