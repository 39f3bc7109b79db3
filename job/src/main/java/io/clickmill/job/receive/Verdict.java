package io.clickmill.job.receive;

/**
 * Whether the windows count a click, and with it what {@code click_event.late} becomes. Of several copies of an event the
 * one with the strongest verdict, the last in this order, decides.
 */
public enum Verdict {
    /**
     * The windows do not count it: late as a property of the record, or its minute was complete before it came, at the
     * checkpoint from which the job was restored or because its partition had been quiet. A row that is there keeps its
     * {@code late}: it may have been counted or folded since. What an earlier run counted and this one may not is late
     * since the restart already.
     */
    LATE,

    /** The windows count it: {@code late} is false, whatever a row of an earlier run or of an earlier copy says. */
    ON_TIME
}
