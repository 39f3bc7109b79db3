package io.clickmill.job.count;

import io.clickmill.contract.Granularity;
import io.clickmill.contract.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Events of an account, listed by their keys. They are added in the order of time. Their values are kept once, whatever
 * the number of keys, and nothing is counted before a {@link Part} is added to a tally.
 */
public final class EventsByKey {
    /** An event's numbers in its columns and keys, its time, visitor and amount. Half of an array may be unused. */
    private static final long EVENT_BYTES = 200;

    /** In memory a text takes about five times its size: as an object, as bytes, and as the key of a map. */
    private static final long BYTES_OF_TEXT = 5;

    private static final long KEY_BYTES = 200;

    private final String accountId;
    private final ListedEvents events = new ListedEvents();
    private final Map<Scope, Map<String, EventNumbers>> keys = new EnumMap<>(Scope.class);
    private long[] times = new long[64];
    private int keyCount;

    /** Receives a part of a key's events. */
    public interface PartOfBucket<E extends Exception> {
        /** @param start the start of the bucket in epoch milliseconds */
        void accept(long start, Part part) throws E;
    }

    public EventsByKey(String accountId) {
        this.accountId = accountId;
        for (Scope scope : Scope.values()) {
            keys.put(scope, new HashMap<>());
        }
    }

    /**
     * Adds an event.
     *
     * @param occurredAt epoch milliseconds, not before those of the last event
     * @param scopeId the event's id of a scope; empty if it has none
     */
    public void add(long occurredAt, Function<Scope, String> scopeId, CountedEvent event) {
        int number = events.size();
        if (number == times.length) {
            times = Arrays.copyOf(times, 2 * number);
        }
        times[number] = occurredAt;
        events.add(event);
        keys.forEach((scope, ofScope) -> {
            String id = scopeId.apply(scope);
            if (scope == Scope.ACCOUNT || !id.isEmpty()) {
                EventNumbers numbers = ofScope.get(id);
                if (numbers == null) {
                    numbers = new EventNumbers();
                    ofScope.put(id, numbers);
                    keyCount++;
                }
                numbers.add(number);
            }
        });
    }

    /** The number of events. */
    public int size() {
        return events.size();
    }

    /** The memory that the events take, roughly. */
    public long bytes() {
        return EVENT_BYTES * events.size() + BYTES_OF_TEXT * events.textBytes() + KEY_BYTES * keyCount;
    }

    /** The keys of the events by scope and id, so that each list of keys is in the same order. */
    public List<RollupKey> keys() {
        List<RollupKey> sorted = new ArrayList<>(keyCount);
        keys.forEach((scope, ofScope) ->
                ofScope.keySet().stream().sorted().forEach(id -> sorted.add(new RollupKey(accountId, scope, id))));
        return sorted;
    }

    /** How many events belong to a key. */
    public int events(RollupKey key) {
        return numbers(key).size();
    }

    /** Gives the events of a key, bucket by bucket in the order of time. */
    public <E extends Exception> void forEachPart(RollupKey key, Granularity granularity, PartOfBucket<E> part)
            throws E {
        EventNumbers listed = numbers(key);
        int[] numbers = listed.numbers();
        for (int from = 0; from < listed.size(); ) {
            long start = granularity.floor(times[numbers[from]]);
            long end = start + granularity.lengthMillis();
            int to = from + 1;
            while (to < listed.size() && times[numbers[to]] < end) {
                to++;
            }
            part.accept(start, new Listed(events, numbers, from, to));
            from = to;
        }
    }

    private EventNumbers numbers(RollupKey key) {
        EventNumbers numbers = Objects.requireNonNull(keys.get(key.scope())).get(key.scopeId());
        if (numbers == null) {
            throw new IllegalArgumentException("no event of " + key);
        }
        return numbers;
    }

    /** The events whose numbers are at some places of a key's list. */
    @SuppressWarnings("ArrayRecordComponent") // it may only get longer
    record Listed(ListedEvents listed, int[] numbers, int from, int to) implements Part {
        @Override
        public long events() {
            return to - from;
        }

        @Override
        public void addTo(Tally tally) {
            listed.addTo(tally, numbers, from, to);
        }

        /** The events as bytes, in pieces of up to this many events. */
        List<byte[]> pack(Scope scope, int maxEvents, PackedTally.Packer packer) {
            List<byte[]> pieces = new ArrayList<>(1);
            for (int i = from; i < to; i += maxEvents) {
                int[] some = Arrays.copyOfRange(numbers, i, Math.min(i + maxEvents, to));
                pieces.add(packer.pack(scope, listed, some, some.length));
            }
            return pieces;
        }

        /** Whether the other part begins in the same list where this one ends. */
        boolean isBefore(Part next) {
            return next instanceof Listed other && other.numbers == numbers && other.from == to;
        }

        /** This part and the next one. */
        Listed with(Listed next) {
            return new Listed(listed, numbers, from, next.to);
        }
    }
}
