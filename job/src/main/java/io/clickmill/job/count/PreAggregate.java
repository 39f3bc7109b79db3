package io.clickmill.job.count;

import io.clickmill.contract.Granularity;
import io.clickmill.contract.event.Event;
import io.clickmill.job.receive.Arrival;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Counts a bundle of on-time human events by key and minute before the shuffle, so that a busy key costs one record a
 * bundle and not one an event. It holds no state: the bundle goes out before every checkpoint barrier, minutes that a
 * watermark completes go out before that watermark, and everything goes out when the bundle is full.
 */
public final class PreAggregate extends AbstractStreamOperator<PartialCount>
        implements OneInputStreamOperator<Arrival, PartialCount> {
    private static final long serialVersionUID = 1;

    private final int maxBundleEvents;
    /** The tallies by start of minute, in epoch milliseconds, and key. */
    private transient TreeMap<Long, Map<RollupKey, Tally>> bundle = new TreeMap<>();

    private transient int bundleEvents;
    private transient PackedTally.Packer packer = new PackedTally.Packer();

    /** @param maxBundleEvents a bundle goes out when it holds this many events */
    public PreAggregate(int maxBundleEvents) {
        this.maxBundleEvents = maxBundleEvents;
    }

    @Override
    public void open() throws Exception {
        super.open();
        bundle = new TreeMap<>();
        bundleEvents = 0;
        packer = new PackedTally.Packer();
    }

    @Override
    public void processElement(StreamRecord<Arrival> element) {
        if (!element.getValue().isCounted()) {
            return;
        }
        Event event = element.getValue().event();
        Map<RollupKey, Tally> minute =
                bundle.computeIfAbsent(Granularity.MINUTE.floor(event.occurredAt()), start -> new HashMap<>());
        CountedEvent counted = CountedEvent.of(event);
        RollupKey.forEachOf(event, key -> minute.computeIfAbsent(key, k -> new Tally(k.scope()))
                .add(counted));
        bundleEvents++;
        if (bundleEvents >= maxBundleEvents) {
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

    /** Emits the minutes whose last millisecond is at or before the timestamp. */
    private void emitUpTo(long timestamp) {
        while (!bundle.isEmpty() && Granularity.MINUTE.lastMilli(bundle.firstKey()) <= timestamp) {
            Map.Entry<Long, Map<RollupKey, Tally>> minute = bundle.pollFirstEntry();
            minute.getValue()
                    .forEach((key, tally) -> output.collect(
                            new StreamRecord<>(new PartialCount(key, minute.getKey(), packer.pack(tally)))));
        }
        if (bundle.isEmpty()) {
            bundleEvents = 0;
        }
    }
}
