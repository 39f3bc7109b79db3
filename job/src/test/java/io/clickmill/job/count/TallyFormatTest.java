package io.clickmill.job.count;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.contract.Dimension;
import io.clickmill.contract.Granularity;
import io.clickmill.contract.Measure;
import io.clickmill.contract.Scope;
import io.clickmill.contract.UniqueSketch;
import io.clickmill.contract.event.EventKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.junit.jupiter.api.Test;

/** Tallies of an imaginary release: its events and dimensions have another order, and it counts planets. */
class TallyFormatTest {
    static final TallyFormat EARLIER = TallyFormat.of("""
            events sale click lead
            link country planet+ total+
            """);

    private static final RollupKey LINK = new RollupKey("acme", Scope.LINK, "l1");

    @Test
    void namesEachDimensionOfEachScope() {
        assertThat(TallyFormat.CURRENT.words().lines())
                .filteredOn(line -> !line.startsWith("measures ") && !line.startsWith("listed "))
                .hasSize(1 + Scope.values().length)
                .startsWith("events click lead sale")
                .contains("link total+ campaign source country region city continent device browser browser_version os"
                        + " referer trigger");
    }

    @Test
    void readsCountsByTheWordsOfTheirRelease() throws IOException {
        DataOutputSerializer bytes = new DataOutputSerializer(64);
        bytes.writeByte(0);
        bytes.writeLong(100);
        bytes.writeBoolean(true);
        writeCount(bytes, "IT", null);
        writeCount(bytes, "Mars", new UniqueSketch());
        writeCount(bytes, "", sketch(1, 2, 3));
        assertThat(rows(read(bytes)))
                .containsExactly(
                        "TOTAL [] [90] [4] [6] [700] [3]", "COUNTRY [IT] [90] [4] [6] [700] []", "all others overflow");
    }

    @Test
    void readsSingleEventsByTheWordsOfTheirRelease() throws IOException {
        DataOutputSerializer bytes = new DataOutputSerializer(64);
        writeFew(bytes);
        Tally tally = read(bytes);
        assertThat(rows(tally)).isEmpty();
        String[] values = new String[Dimension.values().length];
        Arrays.fill(values, "");
        values[Dimension.COUNTRY.ordinal()] = "FR";
        for (int i = 0; i < 62; i++) {
            tally.add(new CountedEvent(values, EventKind.CLICK, 7, 0));
        }
        assertThat(rows(tally))
                .containsExactly(
                        "TOTAL [] [63] [0] [1] [500] [1]",
                        "COUNTRY [FR, IT] [63, 0] [0, 0] [0, 1] [0, 500] []",
                        "all others overflow");
    }

    /** Events column by column, of which each has a country and a planet. Browsers and others are new. */
    @Test
    void readsListedColumnsByTheWordsOfTheirRelease() throws IOException {
        TallyFormat format = TallyFormat.of("""
                events sale click lead
                listed columns
                link country planet+ total+
                """);
        DataOutputSerializer bytes = new DataOutputSerializer(64);
        bytes.writeByte(0);
        bytes.writeLong(64);
        bytes.writeBoolean(false);
        for (int event = 0; event < 64; event++) {
            bytes.writeByte(event == 0 ? 0 : 1);
            bytes.writeLong(event % 5 + 1);
            bytes.writeLong(event == 0 ? 500 : 0);
        }
        writeColumn(bytes, "IT", "FR");
        writeColumn(bytes, "Mars", "Earth", "Venus");
        writeColumn(bytes, "");
        PackedTally listed = new PackedTally(format, bytes.getCopyOfBuffer());
        assertThat(rows(PackedTally.merge(List.of(listed), Long.MAX_VALUE)))
                .containsExactly(
                        "TOTAL [] [63] [0] [1] [500] [5]",
                        "COUNTRY [FR, IT] [32, 31] [0, 0] [0, 1] [0, 500] []",
                        "all others overflow");
        assertThat(rows(PackedTally.merge(List.of(listed, listed), Long.MAX_VALUE)))
                .containsExactly(
                        "TOTAL [] [126] [0] [2] [1000] [5]",
                        "COUNTRY [FR, IT] [64, 62] [0, 0] [0, 2] [0, 1000] []",
                        "all others overflow");
    }

    /** The values of 64 events, which take turns. */
    private static void writeColumn(DataOutputSerializer bytes, String... values) throws IOException {
        bytes.writeShort(values.length);
        for (String value : values) {
            ListedEvents.writeText(value, bytes);
        }
        for (int event = 0; event < 64 && values.length > 1; event++) {
            bytes.writeByte(event % values.length);
        }
    }

    @Test
    void countsADimensionAnewThatHadNoUniques() throws IOException {
        TallyFormat format = TallyFormat.of("""
                events click lead sale
                source total+ country
                """);
        DataOutputSerializer bytes = new DataOutputSerializer(64);
        bytes.writeByte(0);
        bytes.writeLong(100);
        bytes.writeBoolean(true);
        writeCount(bytes, "", sketch(1));
        writeCount(bytes, "IT", null);
        assertThat(rows(format.read(new DataInputDeserializer(bytes.getCopyOfBuffer()))))
                .containsExactly("TOTAL [] [90] [4] [6] [700] [1]", "all others overflow");
    }

    @Test
    void readsMeasuresByTheWordsOfTheirRelease() throws IOException {
        TallyFormat format = TallyFormat.of("""
                events click lead sale
                measures sale_amount leads
                source total+
                """);
        DataOutputSerializer bytes = new DataOutputSerializer(64);
        bytes.writeByte(0);
        bytes.writeLong(100);
        bytes.writeBoolean(true);
        bytes.writeInt(1);
        bytes.writeUTF("");
        bytes.writeLong(90);
        bytes.writeBoolean(false);
        bytes.writeLong(700);
        bytes.writeLong(4);
        bytes.writeInt(0);
        assertThat(rows(format.read(new DataInputDeserializer(bytes.getCopyOfBuffer()))))
                .containsExactly("TOTAL [] [90] [4] [0] [700] [0]", "all others overflow");
    }

    @Test
    void refusesEventsAndScopesThatItDoesNotKnow() {
        assertThatThrownBy(() -> TallyFormat.of("events click view\n"))
                .isInstanceOf(SuppressRestartsException.class)
                .cause()
                .hasMessageContainingAll(
                        "counts in the checkpoint: view (expected: ", "CLICKMILL_REBUILD_WITHOUT_STATE");
        assertThatThrownBy(() -> TallyFormat.of("events click\nteam total+\n"))
                .cause()
                .hasMessageContaining("counts in the checkpoint: team (expected: ");
        assertThatThrownBy(() -> new TallyType.Snapshot()
                        .readSnapshot(6, new DataInputDeserializer(), getClass().getClassLoader()))
                .cause()
                .hasMessageContaining("version 6");
    }

    /** A sale in Italy and a click in France. */
    static void writeFew(DataOutputSerializer bytes) throws IOException {
        bytes.writeByte(0);
        bytes.writeLong(2);
        bytes.writeBoolean(false);
        for (int event = 0; event < 2; event++) {
            bytes.writeByte(event);
            bytes.writeLong(7);
            bytes.writeLong(event == 0 ? 500 : 0);
            bytes.writeUTF(event == 0 ? "IT" : "FR");
            bytes.writeUTF("Mars");
            bytes.writeUTF("");
        }
    }

    private static void writeCount(DataOutputSerializer bytes, String value, UniqueSketch uniques) throws IOException {
        bytes.writeInt(1);
        bytes.writeUTF(value);
        bytes.writeLong(90);
        bytes.writeBoolean(false);
        bytes.writeLong(4);
        bytes.writeLong(6);
        bytes.writeLong(700);
        if (uniques != null) {
            bytes.writeInt(uniques.toBytes().length);
            bytes.write(uniques.toBytes());
        }
    }

    private static UniqueSketch sketch(long... visitors) {
        UniqueSketch sketch = new UniqueSketch();
        Arrays.stream(visitors).forEach(sketch::add);
        return sketch;
    }

    private static Tally read(DataOutputSerializer bytes) throws IOException {
        DataInputDeserializer in = new DataInputDeserializer(bytes.getCopyOfBuffer());
        Tally tally = EARLIER.read(in);
        assertThat(in.available()).isZero();
        return tally;
    }

    /** The rows that have counts, and one line that says whether all other rows have overflowed. */
    private static List<String> rows(Tally tally) {
        List<String> rows = new ArrayList<>();
        List<RollupRow> others = new ArrayList<>();
        tally.forEachRow(LINK, Granularity.MINUTE, 0, row -> {
            if (row.values().length > 0) {
                rows.add(row.dimension() + " " + Arrays.toString(row.values()) + " "
                        + Arrays.toString(row.numbers(Measure.CLICKS))
                        + " "
                        + Arrays.toString(row.numbers(Measure.LEADS)) + " "
                        + Arrays.toString(row.numbers(Measure.SALES)) + " "
                        + Arrays.toString(row.numbers(Measure.SALE_AMOUNT)) + " "
                        + Arrays.toString(row.uniquesEstimates()));
            } else {
                others.add(row);
            }
        });
        if (!others.isEmpty()) {
            rows.add(others.stream().allMatch(RollupRow::overflow) ? "all others overflow" : "others do not overflow");
        }
        return rows;
    }
}
