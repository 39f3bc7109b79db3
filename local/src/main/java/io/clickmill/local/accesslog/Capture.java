package io.clickmill.local.accesslog;

import java.util.Arrays;

/** Where the fields of one line are, while it is being read. One for a format, cleared before each line. */
final class Capture {
    private static final int FIELDS = LogField.values().length;

    private final int[] starts = new int[FIELDS];
    private final int[] ends = new int[FIELDS];
    private long epochMillis;

    void clear() {
        Arrays.fill(starts, -1);
        epochMillis = 0;
    }

    /** Notes a field. Of several directives for one field the first that says something counts. */
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

    /** The field as the line has it, escapes included; empty if the format has no such field. */
    String raw(LogField field, String line) {
        int place = field.ordinal();
        return starts[place] < 0 ? "" : line.substring(starts[place], ends[place]);
    }

    /** The field for people; empty if the line says {@code -}. */
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
