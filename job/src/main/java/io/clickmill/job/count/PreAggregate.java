package io.clickmill.job.count;

import io.clickmill.job.receive.Arrival;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Collects on-time human events in a bundle, and sends them by key and minute. So a busy key costs one record for each
 * bundle and minute, and not one for each event. It holds no state: the bundle goes out before every checkpoint
 * barrier, minutes that a watermark completes go out before that watermark, and everything goes out when the bundle is
 * full.
 */
public final class PreAggregate extends AbstractStreamOperator<PartialCount>
        implements OneInputStreamOperator<Arrival, PartialCount> {
    private static final long serialVersionUID = 1;

    /** The maximum number of events in a bundle. */
    public static final int MAX_BUNDLE_EVENTS = ListedEvents.MAX_EVENTS;

    private final int maxBundleEvents;
    private transient Bundle bundle;

    /** @param maxBundleEvents a bundle goes out when it holds this many events, up to {@link #MAX_BUNDLE_EVENTS} */
    public PreAggregate(int maxBundleEvents) {
        this.maxBundleEvents = maxBundleEvents;
    }

    @Override
    public void open() throws Exception {
        super.open();
        bundle = new Bundle(maxBundleEvents);
    }

    @Override
    public void processElement(StreamRecord<Arrival> element) {
        if (!element.getValue().isCounted()) {
            return;
        }
        bundle.add(element.getValue().event());
        if (bundle.isFull()) {
            emitUpTo(Long.MAX_VALUE);
        }
    }

    @Override
    public void processWatermark(Watermark watermark) throws Exception {
        emitUpTo(watermark.getTimestamp());
        super.processWatermark(watermark);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        emitUpTo(Long.MAX_VALUE);
    }

    @Override
    public void finish() throws Exception {
        emitUpTo(Long.MAX_VALUE);
        super.finish();
    }

    private void emitUpTo(long timestamp) {
        bundle.removeUpTo(timestamp, counts -> output.collect(new StreamRecord<>(counts)));
    }
}
