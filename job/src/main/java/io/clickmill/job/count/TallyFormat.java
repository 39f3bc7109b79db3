package io.clickmill.job.count;

import io.clickmill.contract.Counts;
import io.clickmill.contract.Dimension;
import io.clickmill.contract.Measure;
import io.clickmill.contract.Scope;
import io.clickmill.contract.UniqueSketch;
import io.clickmill.contract.event.EventKind;
import io.clickmill.contract.words.Worded;
import io.clickmill.contract.words.Words;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a {@link Tally} in a checkpoint. They hold scopes and events by number, and the dimensions one after
 * another. The format says in words what these are, in a line for the events and a line for each scope:
 *
 * <pre>
 * events click lead sale
 * account total+ campaign country+ …
 * </pre>
 *
 * <p>A plus stands for sketches of unique visitors. A line {@code measures} names the measures after the clicks, if
 * they are not the first ones: leads, sales and sale_amount. A line {@code listed} says that single events are stored
 * column by column ({@link ListedEvents}). Without it they are stored one by one, with texts in Java's modified UTF-8.
 *
 * <p>A release with other dimensions reads by these words what an earlier one wrote. It passes over a dimension that it
 * does not count any more. A dimension that is new overflows in the buckets that the checkpoint holds, so that they are
 * answered from the log. A measure that is new is 0 in them.
 */
final class TallyFormat implements Serializable {
    private static final long serialVersionUID = 1;

    private static final List<Measure> AFTER_CLICKS = Arrays.stream(Measure.values())
            .filter(measure -> measure != Measure.CLICKS)
            .toList();

    private static final String EVENTS = "events";
    private static final String MEASURES = "measures";
    private static final String LISTED = "listed";

    /** The measures after the clicks in a format without the line {@link #MEASURES}. */
    private static final List<String> FIRST_MEASURES = List.of("leads", "sales", "sale_amount");

    /** How events are listed in a format with the line {@link #LISTED}: as {@link ListedEvents} writes them. */
    private static final String COLUMNS = "columns";

    /** What {@link #write} writes. */
    static final TallyFormat CURRENT = of(currentWords());

    /** The format of checkpoints that hold no words. */
    static final TallyFormat BEFORE_WORDS = of("""
            events click lead sale
            account total+ campaign link source country+ region+ city+ continent+ device+ browser+ browser_version+ os+ \
            referer+ trigger+ url+ custom_link_title+ utm_source+ utm_medium+ utm_campaign+ utm_term+ utm_content+
            campaign total+ link source country+ region+ city+ continent+ device+ browser+ browser_version+ os+ \
            referer+ trigger+ url+ custom_link_title+ utm_source+ utm_medium+ utm_campaign+ utm_term+ utm_content+ \
            placement+
            link total+ campaign source country region city continent device browser browser_version os referer trigger
            source total+ campaign link country+ region+ city+ continent+ device+ browser+ browser_version+ os+ \
            referer+ trigger+ url+ custom_link_title+ utm_source+ utm_medium+ utm_campaign+ utm_term+ utm_content+
            """);

    private final String words;
    private final List<EventKind> events;
    private final List<Measure> afterClicks;
    private final List<Layout> layouts;
    private final boolean eventByEvent;

    /**
     * What the tallies of a scope hold.
     *
     * @param columns the dimensions in the order of the bytes
     * @param added the places of dimensions that the bytes do not hold
     */
    private record Layout(Scope scope, List<Column> columns, List<Integer> added) implements Serializable {}

    /**
     * A dimension in the bytes.
     *
     * @param place in {@link Dimension#of}, or {@link #REMOVED}
     */
    private record Column(int place, boolean uniques) implements Serializable {
        private static final int REMOVED = -1;
    }

    private TallyFormat(
            String words,
            List<EventKind> events,
            List<Measure> afterClicks,
            List<Layout> layouts,
            boolean eventByEvent) {
        this.words = words;
        this.events = events;
        this.afterClicks = afterClicks;
        this.layouts = layouts;
        this.eventByEvent = eventByEvent;
    }

    /**
     * The format of these words.
     *
     * @throws SuppressRestartsException if this release does not know one of the events, measures or scopes
     */
    static TallyFormat of(String words) {
        Map<String, List<String>> lines = new LinkedHashMap<>();
        words.lines()
                .map(line -> List.of(line.split(" ")))
                .forEach(line -> lines.put(line.get(0), line.subList(1, line.size())));
        List<String> events = Objects.requireNonNull(lines.remove(EVENTS));
        List<String> measures = Objects.requireNonNullElse(lines.remove(MEASURES), FIRST_MEASURES);
        @Nullable List<String> listed = lines.remove(LISTED);
        if (listed != null && !listed.equals(List.of(COLUMNS))) {
            throw refused(LISTED + " " + String.join(" ", listed), LISTED + " " + COLUMNS);
        }
        return new TallyFormat(
                words,
                known(events, EventKind.class),
                known(measures, Measure.class),
                known(List.copyOf(lines.keySet()), Scope.class).stream()
                        .map(scope -> layout(scope, Objects.requireNonNull(lines.get(scope.word()))))
                        .toList(),
                listed == null);
    }

    private static Layout layout(Scope scope, List<String> stored) {
        List<String> current = words(scope);
        List<Column> columns = stored.stream()
                .map(word -> new Column(current.indexOf(word), word.endsWith("+")))
                .toList();
        List<Integer> added = new ArrayList<>();
        for (int place = 0; place < current.size(); place++) {
            if (!stored.contains(current.get(place))) {
                added.add(place);
            }
        }
        return new Layout(scope, columns, added);
    }

    private static String currentWords() {
        List<String> lines = new ArrayList<>();
        lines.add(line(EVENTS, Words.all(EventKind.class).stream()));
        if (!AFTER_CLICKS.stream().map(Measure::word).toList().equals(FIRST_MEASURES)) {
            lines.add(line(MEASURES, AFTER_CLICKS.stream().map(Measure::word)));
        }
        lines.add(line(LISTED, Stream.of(COLUMNS)));
        for (Scope scope : Scope.values()) {
            lines.add(line(scope.word(), words(scope).stream()));
        }
        return String.join("\n", lines) + "\n";
    }

    private static String line(String first, Stream<String> words) {
        return first + " " + words.collect(Collectors.joining(" "));
    }

    private static List<String> words(Scope scope) {
        return Dimension.of(scope).stream()
                .map(dimension -> dimension.word() + (dimension.hasUniques(scope) ? "+" : ""))
                .toList();
    }

    private static <T extends Enum<T> & Worded> List<T> known(List<String> words, Class<T> type) {
        return words.stream()
                .map(word -> Words.of(type, word).orElseThrow(() -> refused(word, String.join(", ", Words.all(type)))))
                .toList();
    }

    /** The job cannot start from the checkpoint, and trying again would not help. */
    static SuppressRestartsException refused(String found, String expected) {
        return new SuppressRestartsException(new IllegalStateException("counts in the checkpoint: " + found
                + " (expected: " + expected + "), so another release made it; start it with that release, or start this"
                + " one without state with CLICKMILL_REBUILD_WITHOUT_STATE=true"));
    }

    /** The words that a checkpoint holds. */
    String words() {
        return words;
    }

    /** Writes the counts of a tally. */
    static void write(Tally tally, DataOutputView out) throws IOException {
        writeHead(tally.scope(), tally.events(), false, out);
        for (Groups groups : tally.group()) {
            out.writeInt(groups.isOverflow() ? -1 : groups.byValue().size());
            for (Map.Entry<String, Counts> entry : groups.byValue().entrySet()) {
                ListedEvents.writeText(entry.getKey(), out);
                write(entry.getValue(), out);
            }
        }
    }

    /** Writes the tally of single events; the parameters are those of {@link ListedEvents#write}. */
    static void write(Scope scope, ListedEvents listed, int[] events, int count, DataOutputView out)
            throws IOException {
        writeHead(scope, count, true, out);
        listed.write(scope, events, count, out);
    }

    private static void writeHead(Scope scope, long events, boolean listed, DataOutputView out) throws IOException {
        out.writeByte(scope.ordinal());
        out.writeLong(events);
        out.writeBoolean(!listed);
    }

    Tally read(DataInputView in) throws IOException {
        Layout layout = layouts.get(in.readByte());
        Tally tally = new Tally(layout.scope());
        add(layout, in, tally);
        return tally;
    }

    /** An empty tally of the scope of these bytes; {@code maxBytes} is that of {@link Tally}. */
    Tally empty(byte[] bytes, long maxBytes) {
        return new Tally(layouts.get(bytes[0]).scope(), maxBytes);
    }

    /** Adds counts to a tally of the same scope. */
    void readInto(Tally tally, DataInputView in) throws IOException {
        add(layouts.get(in.readByte()), in, tally);
    }

    private void add(Layout layout, DataInputView in, Tally tally) throws IOException {
        long events = in.readLong();
        boolean listed = !in.readBoolean();
        if (listed && events == 0) {
            return;
        }
        tally.events += events;
        Groups[] groups = new Groups[layout.columns().size()];
        for (int i = 0; i < groups.length; i++) {
            Column column = layout.columns().get(i);
            groups[i] =
                    column.place() == Column.REMOVED ? Tally.ignored(column.uniques()) : tally.group()[column.place()];
        }
        if (!listed) {
            for (Groups ofColumn : groups) {
                read(ofColumn, in);
            }
        } else if (eventByEvent) {
            for (int i = 0; i < events; i++) {
                CountedEvent event = ListedEvents.read(1, this.events, in)[0];
                for (Groups ofColumn : groups) {
                    ofColumn.add(in.readUTF(), event);
                }
            }
        } else {
            CountedEvent[] each = ListedEvents.read(Math.toIntExact(events), this.events, in);
            for (Groups ofColumn : groups) {
                ListedEvents.readInto(ofColumn, each, in);
            }
        }
        layout.added().forEach(place -> tally.group()[place].setOverflow());
    }

    private void read(Groups groups, DataInputView in) throws IOException {
        int size = in.readInt();
        if (size < 0) {
            groups.setOverflow();
        }
        for (int i = 0; i < size; i++) {
            Counts counts = groups.counts(eventByEvent ? in.readUTF() : ListedEvents.readText(in));
            if (counts == null) {
                skip(groups.withUniques, in);
            } else {
                int before = counts.memoryBytes();
                read(counts, in);
                groups.grow(counts.memoryBytes() - before);
            }
        }
    }

    private static void write(Counts counts, DataOutputView out) throws IOException {
        out.writeLong(counts.get(Measure.CLICKS));
        boolean onlyClicks = true;
        for (Measure measure : AFTER_CLICKS) {
            onlyClicks &= counts.get(measure) == 0;
        }
        out.writeBoolean(onlyClicks);
        if (!onlyClicks) {
            for (Measure measure : AFTER_CLICKS) {
                out.writeLong(counts.get(measure));
            }
        }
        UniqueSketch visitors = counts.visitors();
        if (visitors != null) {
            visitors.write(out);
        }
    }

    private void read(Counts counts, DataInputView in) throws IOException {
        counts.add(Measure.CLICKS, in.readLong());
        boolean onlyClicks = in.readBoolean();
        if (!onlyClicks) {
            for (Measure measure : afterClicks) {
                counts.add(measure, in.readLong());
            }
        }
        UniqueSketch visitors = counts.visitors();
        if (visitors != null) {
            visitors.union(in);
        }
    }

    private void skip(boolean withUniques, DataInputView in) throws IOException {
        in.readLong();
        boolean onlyClicks = in.readBoolean();
        if (!onlyClicks) {
            in.skipBytesToRead(Long.BYTES * afterClicks.size());
        }
        if (withUniques) {
            in.skipBytesToRead(in.readInt());
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TallyFormat format && format.words.equals(words);
    }

    @Override
    public int hashCode() {
        return words.hashCode();
    }
}
