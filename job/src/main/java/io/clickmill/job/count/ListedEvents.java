package io.clickmill.job.count;

import io.clickmill.contract.Counts;
import io.clickmill.contract.Dimension;
import io.clickmill.contract.Scope;
import io.clickmill.contract.event.EventKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * Events in columns. Any of them can be written as the single events of a {@link TallyFormat}: first kind, visitor and
 * amount of each, and then the values of each dimension. A dimension begins with its different values. Unless there is
 * only one, the number of each event's value follows, in one byte for up to 256 values and in two for more. So a
 * dimension in which all of the events have the same value takes no byte for each event.
 *
 * <p>An event is written up to four times, once for each of its scopes. So its values are numbered and encoded once,
 * when it is added, and after that only numbers are compared.
 */
final class ListedEvents {
    /**
     * The maximum number of events that are written together: the number of their different values fits into two bytes.
     */
    static final int MAX_EVENTS = (1 << 16) - 1;

    private static final int ONE_BYTE = 256;
    private static final EventKind[] KINDS = EventKind.values();

    private final Column[] columns = new Column[Dimension.values().length];
    private int size;
    private long textBytes;
    private byte[] kinds = new byte[64];
    private long[] visitors = new long[64];
    private long[] saleAmounts = new long[64];

    ListedEvents() {
        Arrays.setAll(columns, dimension -> new Column());
    }

    /** The values of a dimension. */
    private final class Column {
        private final Map<String, Integer> numbers = new HashMap<>();

        /** The values by number, and the same as {@link #writeText} writes them. */
        private final List<String> values = new ArrayList<>();

        private final List<byte[]> texts = new ArrayList<>();

        /** The number of each event's value. */
        private int[] ofEvents = new int[64];

        /**
         * Used while events are written: the place of each value among the values of these events, from 1. It is 0 if
         * none of them has had the value yet.
         */
        private int[] places = new int[64];

        /** Used while events are counted: the counts of each value that has occurred, by the value's number. */
        private @Nullable Counts[] found = new Counts[64];

        private @Nullable String last;

        @SuppressWarnings("ReferenceEquality") // equal texts that are not the same are found by their hash
        void add(int event, String value) {
            if (event == ofEvents.length) {
                ofEvents = Arrays.copyOf(ofEvents, 2 * event);
            }
            // Absent values, and what enrichment says of a common browser, are often the same object.
            ofEvents[event] = value == last ? ofEvents[event - 1] : number(value);
            last = value;
        }

        private int number(String value) {
            Integer next = texts.size();
            Integer known = numbers.putIfAbsent(value, next);
            if (known == null) {
                byte[] text = encoded(value);
                values.add(value);
                texts.add(text);
                textBytes += text.length;
                return next;
            }
            return known;
        }

        void write(int[] events, int count, DataOutputView out) throws IOException {
            if (places.length < texts.size()) {
                places = new int[Integer.highestOneBit(texts.size()) * 2];
            }
            int[] different = new int[Math.min(count, texts.size())];
            int found = 0;
            for (int i = 0; i < count; i++) {
                int number = ofEvents[events[i]];
                if (places[number] == 0) {
                    different[found++] = number;
                    places[number] = found;
                }
            }
            out.writeShort(found);
            for (int i = 0; i < found; i++) {
                out.write(texts.get(different[i]));
            }
            for (int i = 0; i < count && found > 1; i++) {
                int place = places[ofEvents[events[i]]] - 1;
                if (found <= ONE_BYTE) {
                    out.writeByte(place);
                } else {
                    out.writeShort(place);
                }
            }
            for (int i = 0; i < found; i++) {
                places[different[i]] = 0;
            }
        }

        void addTo(Groups groups, int[] events, int from, int to) {
            if (found.length < values.size()) {
                found = new Counts[Integer.highestOneBit(values.size()) * 2];
            }
            for (int i = from; i < to; i++) {
                int event = events[i];
                int number = ofEvents[event];
                Counts counts = found[number];
                if (counts == null) {
                    counts = groups.counts(values.get(number));
                    found[number] = counts;
                }
                // There are none if the dimension has overflowed.
                if (counts != null) {
                    groups.add(counts, KINDS[kinds[event]], visitors[event], saleAmounts[event]);
                }
            }
            for (int i = from; i < to; i++) {
                found[ofEvents[events[i]]] = null;
            }
        }

        void clear() {
            numbers.clear();
            values.clear();
            texts.clear();
            last = null;
        }
    }

    int size() {
        return size;
    }

    /** The bytes of all different values of all dimensions, with their lengths. */
    long textBytes() {
        return textBytes;
    }

    /** Adds an event. Its number is the {@link #size} before the call. */
    void add(CountedEvent event) {
        if (size == kinds.length) {
            kinds = Arrays.copyOf(kinds, 2 * size);
            visitors = Arrays.copyOf(visitors, 2 * size);
            saleAmounts = Arrays.copyOf(saleAmounts, 2 * size);
        }
        kinds[size] = (byte) event.event().ordinal();
        visitors[size] = event.visitor();
        saleAmounts[size] = event.saleAmount();
        for (int dimension = 0; dimension < columns.length; dimension++) {
            columns[dimension].add(size, event.values()[dimension]);
        }
        size++;
    }

    /** Removes all events. */
    void clear() {
        size = 0;
        textBytes = 0;
        for (Column column : columns) {
            column.clear();
        }
    }

    /**
     * Writes events of a scope.
     *
     * @param events their numbers
     * @param count how many of the numbers are used, up to {@link #MAX_EVENTS}
     */
    void write(Scope scope, int[] events, int count, DataOutputView out) throws IOException {
        for (int i = 0; i < count; i++) {
            out.writeByte(kinds[events[i]]);
            out.writeLong(visitors[events[i]]);
            out.writeLong(saleAmounts[events[i]]);
        }
        if (count > 0) {
            for (Dimension dimension : Dimension.of(scope)) {
                columns[dimension.ordinal()].write(events, count, out);
            }
        }
    }

    /**
     * Counts events in a tally.
     *
     * @param events their numbers, of which those from {@code from} and before {@code to} are used
     */
    void addTo(Tally tally, int[] events, int from, int to) {
        tally.events += to - from;
        List<Dimension> dimensions = Dimension.of(tally.scope());
        Groups[] groups = tally.group();
        for (int i = 0; i < groups.length; i++) {
            columns[dimensions.get(i).ordinal()].addTo(groups[i], events, from, to);
        }
    }

    /**
     * Reads kind, visitor and amount of each event.
     *
     * @param kinds the kinds, in the order of the numbers that the bytes hold
     */
    static CountedEvent[] read(int count, List<EventKind> kinds, DataInputView in) throws IOException {
        CountedEvent[] events = new CountedEvent[count];
        for (int i = 0; i < count; i++) {
            events[i] = CountedEvent.withoutValues(kinds.get(in.readByte()), in.readLong(), in.readLong());
        }
        return events;
    }

    /** Reads the values of a dimension, and counts each event by its value. */
    static void readInto(Groups groups, CountedEvent[] events, DataInputView in) throws IOException {
        Counts[] counts = new Counts[in.readUnsignedShort()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = groups.counts(readText(in));
        }
        for (CountedEvent event : events) {
            int place =
                    counts.length == 1 ? 0 : counts.length <= ONE_BYTE ? in.readUnsignedByte() : in.readUnsignedShort();
            if (counts[place] != null) {
                groups.add(counts[place], event);
            }
        }
    }

    /**
     * Writes a text of up to {@link Dimension#MAX_VALUE_BYTES}. Its UTF-8 follows its length, which takes one byte, or
     * two bytes of seven bits each.
     */
    static void writeText(String text, DataOutputView out) throws IOException {
        out.write(encoded(text));
    }

    private static byte[] encoded(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int prefix = bytes.length < 0x80 ? 1 : 2;
        byte[] encoded = new byte[prefix + bytes.length];
        if (prefix == 1) {
            encoded[0] = (byte) bytes.length;
        } else {
            encoded[0] = (byte) (0x80 | bytes.length >> 7);
            encoded[1] = (byte) (bytes.length & 0x7f);
        }
        System.arraycopy(bytes, 0, encoded, prefix, bytes.length);
        return encoded;
    }

    /** Reads a text that {@link #writeText} has written. */
    static String readText(DataInputView in) throws IOException {
        int first = in.readByte();
        int length = first >= 0 ? first : (first & 0x7f) << 7 | in.readByte();
        if (length == 0) {
            return "";
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
