package io.clickmill.job.count;

import io.clickmill.contract.Granularity;
import io.clickmill.contract.event.Event;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Events of all keys that are sent to the windows together. Their values are kept once, whatever the number of keys. */
final class Bundle {
    /**
     * The maximum size of the different texts in bytes. Ordinary bundles have a tenth of it. In memory the texts take
     * about five times their size.
     */
    private static final int MAX_TEXT_BYTES = 16_000_000;

    private final int maxEvents;
    private final ListedEvents events = new ListedEvents();

    /** The numbers of the events by start of minute, in epoch milliseconds, and key. */
    private final TreeMap<Long, Map<RollupKey, EventNumbers>> minutes = new TreeMap<>();

    private final PackedTally.Packer packer = new PackedTally.Packer();

    /** @param maxEvents up to {@link ListedEvents#MAX_EVENTS} */
    Bundle(int maxEvents) {
        this.maxEvents = maxEvents;
    }

    /** Adds an event to all of its keys. There must be room for it. */
    void add(Event event) {
        Map<RollupKey, EventNumbers> minute =
                minutes.computeIfAbsent(Granularity.MINUTE.floor(event.occurredAt()), start -> new HashMap<>());
        int number = events.size();
        events.add(CountedEvent.of(event));
        RollupKey.forEachOf(event, key -> minute.computeIfAbsent(key, k -> new EventNumbers())
                .add(number));
    }

    /** Whether there is no room for another event. */
    boolean isFull() {
        return events.size() >= maxEvents || events.textBytes() >= MAX_TEXT_BYTES;
    }

    /** Removes the minutes whose last millisecond is at or before the timestamp, and returns their counts by key. */
    void removeUpTo(long timestamp, Consumer<PartialCount> counts) {
        while (!minutes.isEmpty() && Granularity.MINUTE.lastMilli(minutes.firstKey()) <= timestamp) {
            Map.Entry<Long, Map<RollupKey, EventNumbers>> minute = minutes.pollFirstEntry();
            minute.getValue()
                    .forEach((key, listed) -> counts.accept(new PartialCount(
                            key, minute.getKey(), packer.pack(key.scope(), events, listed.numbers(), listed.size()))));
        }
        if (minutes.isEmpty()) {
            events.clear();
        }
    }
}
