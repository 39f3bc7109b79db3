package io.clickmill.job.count;

import io.clickmill.contract.Granularity;
import io.clickmill.contract.event.Event;
import io.clickmill.job.receive.Arrival;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
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

    /**
     * The maximum size of a bundle's different texts in bytes. Ordinary bundles have a tenth of it. In memory the texts
     * take about five times their size.
     */
    private static final int MAX_TEXT_BYTES = 16_000_000;

    private final int maxBundleEvents;
    private transient ListedEvents events = new ListedEvents();

    /** The numbers of the events by start of minute, in epoch milliseconds, and key. */
    private transient TreeMap<Long, Map<RollupKey, EventNumbers>> bundle = new TreeMap<>();

    private transient PackedTally.Packer packer = new PackedTally.Packer();

    /** The numbers of a key's events in {@link #events}. */
    private static final class EventNumbers {
        private int[] numbers = new int[2];
        private int size;

        void add(int number) {
            if (size == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * size);
            }
            numbers[size++] = number;
        }
    }

    /** @param maxBundleEvents a bundle goes out when it holds this many events, up to {@link #MAX_BUNDLE_EVENTS} */
    public PreAggregate(int maxBundleEvents) {
        this.maxBundleEvents = maxBundleEvents;
    }

    @Override
    public void open() throws Exception {
        super.open();
        events = new ListedEvents();
        bundle = new TreeMap<>();
        packer = new PackedTally.Packer();
    }

    @Override
    public void processElement(StreamRecord<Arrival> element) {
        if (!element.getValue().isCounted()) {
            return;
        }
        Event event = element.getValue().event();
        Map<RollupKey, EventNumbers> minute =
                bundle.computeIfAbsent(Granularity.MINUTE.floor(event.occurredAt()), start -> new HashMap<>());
        int number = events.size();
        events.add(CountedEvent.of(event));
        RollupKey.forEachOf(event, key -> minute.computeIfAbsent(key, k -> new EventNumbers())
                .add(number));
        if (events.size() >= maxBundleEvents || events.textBytes() >= MAX_TEXT_BYTES) {
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
            Map.Entry<Long, Map<RollupKey, EventNumbers>> minute = bundle.pollFirstEntry();
            minute.getValue().forEach((key, numbers) -> emit(key, minute.getKey(), numbers));
        }
        if (bundle.isEmpty()) {
            events.clear();
        }
    }

    private void emit(RollupKey key, long minuteStart, EventNumbers numbers) {
        byte[] tally = packer.pack(key.scope(), events, numbers.numbers, numbers.size);
        output.collect(new StreamRecord<>(new PartialCount(key, minuteStart, tally)));
    }
}
