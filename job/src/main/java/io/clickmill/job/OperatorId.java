package io.clickmill.job;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;

/**
 * The uid and display name of every operator. State in checkpoints is found by uid, so a uid is never renamed, and
 * that of an operator with state is never reused for another.
 */
public enum OperatorId {
    READ_CLICKS("read-clicks", "Read clicks"),
    RECEIVE_RECORDS("receive-records", "Count and route records"),
    WRITE_REJECTED("write-rejected", "Write rejected records"),
    DROP_DUPLICATES("drop-duplicates", "Drop duplicates"),
    ENRICH_CLICKS("enrich-clicks", "Enrich clicks"),
    WRITE_EVENT_LOG("write-event-log", "Write the event log"),
    PRE_AGGREGATE("pre-aggregate", "Count bundles"),
    COUNT_WINDOWS("count-windows", "Count minutes, hours and days"),
    WRITE_ROLLUPS("write-rollups", "Write rollups"),
    PUBLISH_PROGRESS("publish-progress", "Publish progress"),
    READ_LINKS("read-links", "Read links"),
    WRITE_LINKS("write-links", "Write links");

    private final String uid;
    private final String displayName;

    OperatorId(String uid, String displayName) {
        this.uid = uid;
        this.displayName = displayName;
    }

    /** The uid of the operator in checkpoints. */
    public String uid() {
        return uid;
    }

    /** The name shown in the web UI and in metrics. */
    public String displayName() {
        return displayName;
    }

    /** Applies the operator to the input. */
    <I, T> SingleOutputStreamOperator<T> transform(
            DataStream<I> input, Class<T> type, OneInputStreamOperator<I, T> operator) {
        return transform(input, TypeInformation.of(type), operator);
    }

    /** Applies the operator to the input. */
    <I, T> SingleOutputStreamOperator<T> transform(
            DataStream<I> input, TypeInformation<T> type, OneInputStreamOperator<I, T> operator) {
        return on(input.transform(displayName, type, operator));
    }

    <T> SingleOutputStreamOperator<T> on(SingleOutputStreamOperator<T> operator) {
        return operator.uid(uid).name(displayName);
    }

    <T> DataStreamSink<T> on(DataStreamSink<T> sink) {
        return sink.uid(uid).name(displayName);
    }
}
