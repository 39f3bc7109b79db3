package io.clickmill.local.accesslog;

import java.util.Arrays;

/** The positions of the fields in the line that is being read. A format has one capture and clears it for each line. */
final class Capture {
    private static final int FIELDS = LogField.values().length;

    private final int[] starts = new int[FIELDS];
    private final int[] ends = new int[FIELDS];
    private long epochMillis;

    void clear() {
        Arrays.fill(starts, -1);
        epochMillis = 0;
    }

    /** Sets the position of a field. If several directives give one field, the first with a value wins. */
    void set(LogField field, String line, int start, int end) {
        int place = field.ordinal();
        if (starts[place] < 0 || isAbsent(line, starts[place], ends[place])) {
            starts[place] = start;
            ends[place] = end;
        }
    }

    void setTime(long millis) {
        epochMillis = millis;
    }

    long epochMillis() {
        return epochMillis;
    }

    boolean has(LogField field) {
        return starts[field.ordinal()] >= 0;
    }

    /** The field as it stands in the line, with its escapes; empty if the format does not have the field. */
    String raw(LogField field, String line) {
        int place = field.ordinal();
        return starts[place] < 0 ? "" : line.substring(starts[place], ends[place]);
    }

    /** The field with its escapes decoded; empty if the line has {@code -}, or the format does not have the field. */
    String text(LogField field, String line) {
        int place = field.ordinal();
        if (starts[place] < 0 || isAbsent(line, starts[place], ends[place])) {
            return "";
        }
        return Escapes.decode(line, starts[place], ends[place]);
    }

    private static boolean isAbsent(String line, int start, int end) {
        return start == end || end - start == 1 && line.charAt(start) == '-';
    }
}
