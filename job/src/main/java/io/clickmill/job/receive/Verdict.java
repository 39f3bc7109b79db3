package io.clickmill.job.receive;

/**
 * Whether the windows count a click, which also determines {@code click_event.late}. Of several copies of an event, the
 * one with the strongest verdict decides, which is the last in this order.
 */
public enum Verdict {
    /**
     * The windows do not count the click. Either its record is late by itself, or its minute was complete before it
     * arrived: at the checkpoint from which the job was restored, or because its partition had been quiet. An existing
     * row keeps its {@code late}, as it may have been counted or folded since. Events that an earlier run counted after
     * the checkpoint are already late since the restart.
     */
    LATE,

    /**
     * The windows count the click: {@code late} is false, whatever an earlier run or an earlier copy left in the row.
     */
    ON_TIME
}
