package io.clickmill.job.count;

import io.clickmill.contract.Dimension;
import io.clickmill.contract.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The bytes of single events in a {@link TallyFormat}: kind, visitor and amount of each event, and then the values of
 * each dimension. A dimension begins with its different values. Unless there is only one, the number of each event's
 * value follows, in one byte for up to 256 values and in two for more. Events of a campaign or a link differ in few
 * dimensions, so most dimensions take no byte for each event.
 */
final class ListedEvents {
    /** The maximum number of events: the numbers of their values fit into two bytes. */
    static final int MAX_EVENTS = (1 << 16) - 1;

    private static final int ONE_BYTE = 256;

    private ListedEvents() {}

    /** Writes up to {@link #MAX_EVENTS} events. */
    static void write(List<CountedEvent> events, Scope scope, DataOutputView out) throws IOException {
        for (CountedEvent event : events) {
            out.writeByte(event.event().ordinal());
            out.writeLong(event.visitor());
            out.writeLong(event.saleAmount());
        }
        if (!events.isEmpty()) {
            int[] numbers = new int[events.size()];
            for (Dimension dimension : Dimension.of(scope)) {
                write(events, dimension.ordinal(), numbers, out);
            }
        }
    }

    private static void write(List<CountedEvent> events, int dimension, int[] numbers, DataOutputView out)
            throws IOException {
        if (isConstant(events, dimension)) {
            out.writeShort(1);
            writeText(events.get(0).values()[dimension], out);
            return;
        }
        Map<String, Integer> different = new HashMap<>();
        String[] values = new String[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            String value = events.get(i).values()[dimension];
            Integer next = different.size();
            Integer known = different.putIfAbsent(value, next);
            numbers[i] = known == null ? next : known;
            values[numbers[i]] = value;
        }
        out.writeShort(different.size());
        for (int i = 0; i < different.size(); i++) {
            writeText(values[i], out);
        }
        for (int number : numbers) {
            if (different.size() <= ONE_BYTE) {
                out.writeByte(number);
            } else {
                out.writeShort(number);
            }
        }
    }

    private static boolean isConstant(List<CountedEvent> events, int dimension) {
        String first = events.get(0).values()[dimension];
        for (CountedEvent event : events) {
            if (!event.values()[dimension].equals(first)) {
                return false;
            }
        }
        return true;
    }

    /** Reads the value of a dimension for each event. */
    static String[] read(int events, DataInputView in) throws IOException {
        String[] values = new String[events];
        if (events == 0) {
            return values;
        }
        String[] different = new String[in.readUnsignedShort()];
        for (int i = 0; i < different.length; i++) {
            different[i] = readText(in);
        }
        if (different.length == 1) {
            Arrays.fill(values, different[0]);
            return values;
        }
        for (int i = 0; i < events; i++) {
            values[i] = different[different.length <= ONE_BYTE ? in.readUnsignedByte() : in.readUnsignedShort()];
        }
        return values;
    }

    /**
     * Writes a text of up to {@link Dimension#MAX_VALUE_BYTES}. Its UTF-8 follows its length, which takes one byte, or
     * two bytes of seven bits each.
     */
    static void writeText(String text, DataOutputView out) throws IOException {
        if (text.isEmpty()) {
            out.writeByte(0);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < 0x80) {
            out.writeByte(bytes.length);
        } else {
            out.writeByte(0x80 | bytes.length >> 7);
            out.writeByte(bytes.length & 0x7f);
        }
        out.write(bytes);
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
