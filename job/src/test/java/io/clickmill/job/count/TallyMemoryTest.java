package io.clickmill.job.count;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.Dimension;
import io.clickmill.contract.Granularity;
import io.clickmill.contract.Measure;
import io.clickmill.contract.Scope;
import io.clickmill.contract.event.EventKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TallyMemoryTest {
    private static final RollupKey ACME = new RollupKey("acme", Scope.ACCOUNT, "");
    private static final int EVENTS = 2_000;

    /** Enough for one of two dimensions with a value for each event. */
    private static final long ONE = 1_000_000;

    @Test
    void overflowsTheLargestDimensionAndKeepsTheOthers() {
        Tally tally = tally(ONE, EVENTS);
        assertThat(overflown(tally)).containsExactly(Dimension.CITY);
        assertThat(row(tally, Dimension.CITY).values()).isEmpty();
        assertThat(row(tally, Dimension.REGION).values()).hasSize(EVENTS);
        assertThat(row(tally, Dimension.REGION).uniquesEstimates()).containsOnly(1);
        assertThat(row(tally, Dimension.TOTAL).numbers(Measure.CLICKS)).containsExactly(EVENTS);
    }

    @Test
    void keepsAllDimensionsThatFit() {
        assertThat(overflown(tally(2 * ONE, EVENTS))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1_000})
    void neverOverflowsTheTotal(long maxBytes) {
        Tally tally = tally(maxBytes, EVENTS);
        assertThat(overflown(tally))
                .hasSize(Dimension.of(Scope.ACCOUNT).size() - 1)
                .doesNotContain(Dimension.TOTAL);
        RollupRow total = row(tally, Dimension.TOTAL);
        assertThat(total.numbers(Measure.CLICKS)).containsExactly(EVENTS);
        assertThat(total.uniquesEstimates()[0]).isBetween(1_900L, 2_100L);
    }

    @Test
    void overflowsBySketchesThatGrow() {
        Tally tally = new Tally(Scope.ACCOUNT, ONE);
        for (int city = 0; city < 100; city++) {
            for (int visitor = 0; visitor < 2_000; visitor++) {
                tally.add(event("city " + city, "", visitor));
            }
        }
        assertThat(overflown(tally)).containsExactly(Dimension.CITY);
        assertThat(row(tally, Dimension.TOTAL).numbers(Measure.CLICKS)).containsExactly(200_000);
    }

    /** However the parts are merged, a dimension that overflows in one of them is marked in the whole. */
    @Test
    void overflowsInTheSumOfPartsThatFit() throws IOException {
        List<PackedTally> parts = new ArrayList<>();
        Tally merged = new Tally(Scope.ACCOUNT, ONE);
        for (int part = 0; part < 4; part++) {
            Tally tally = new Tally(Scope.ACCOUNT);
            for (int i = 0; i < EVENTS / 4; i++) {
                int number = part * EVENTS / 4 + i;
                tally.add(event("a much longer name of a city " + number, "region " + number, number));
            }
            assertThat(overflown(tally)).isEmpty();
            parts.add(PackedTally.of(tally));
            merged.merge(tally);
        }
        Tally unpacked = PackedTally.merge(parts, ONE);
        for (Tally sum : List.of(
                merged,
                unpacked,
                PackedTally.merge(List.of(PackedTally.of(unpacked), parts.get(0)), Long.MAX_VALUE),
                PackedTally.merge(List.of(parts.get(0), PackedTally.of(unpacked)), Long.MAX_VALUE))) {
            assertThat(overflown(sum)).containsExactly(Dimension.CITY);
            assertThat(row(sum, Dimension.REGION).values()).hasSize(EVENTS);
        }
        assertThat(row(unpacked, Dimension.TOTAL).numbers(Measure.CLICKS)).containsExactly(EVENTS);
    }

    @Test
    void overflowsInATallyOfRows() {
        TallyOfRows rows = new TallyOfRows(new Tally(Scope.ACCOUNT, ONE));
        tally(Long.MAX_VALUE, EVENTS).forEachRow(ACME, Granularity.DAY, 0, rows::add);
        Tally tally = rows.tally();
        assertThat(overflown(tally)).containsExactly(Dimension.CITY);
        assertThat(tally.events()).isEqualTo(EVENTS);
    }

    /** Of tallies that have overflowed, the freed memory counts for other dimensions. */
    @Test
    void countsTheBytesOfWhatIsKept() {
        Tally tally = tally(ONE, EVENTS);
        Map<Dimension, Long> bytes = bytes(tally);
        assertThat(bytes.get(Dimension.CITY)).isZero();
        assertThat(bytes.get(Dimension.REGION)).isBetween(200L * EVENTS, 400L * EVENTS);
        assertThat(bytes.get(Dimension.TOTAL)).isBetween(16_384L, 18_000L);
        assertThat(bytes.values().stream().mapToLong(Long::longValue).sum()).isLessThan(ONE);
    }

    private static Tally tally(long maxBytes, int events) {
        Tally tally = new Tally(Scope.ACCOUNT, maxBytes);
        for (int i = 0; i < events; i++) {
            tally.add(event("a much longer name of a city " + i, "region " + i, i));
        }
        return tally;
    }

    private static CountedEvent event(String city, String region, int visitor) {
        String[] values = new String[Dimension.values().length];
        Arrays.fill(values, "");
        values[Dimension.CITY.ordinal()] = city;
        values[Dimension.REGION.ordinal()] = region;
        return new CountedEvent(values, EventKind.CLICK, (visitor + 1) * 0x9E3779B97F4A7C15L, 0);
    }

    private static List<Dimension> overflown(Tally tally) {
        return rows(tally).stream()
                .filter(RollupRow::overflow)
                .map(RollupRow::dimension)
                .toList();
    }

    private static RollupRow row(Tally tally, Dimension dimension) {
        return rows(tally).stream()
                .filter(row -> row.dimension() == dimension)
                .findFirst()
                .orElseThrow();
    }

    private static List<RollupRow> rows(Tally tally) {
        List<RollupRow> rows = new ArrayList<>();
        tally.forEachRow(ACME, Granularity.MINUTE, 0, rows::add);
        return rows;
    }

    private static Map<Dimension, Long> bytes(Tally tally) {
        Groups[] groups = tally.group();
        List<Dimension> dimensions = Dimension.of(Scope.ACCOUNT);
        return dimensions.stream().collect(Collectors.toMap(d -> d, d -> groups[dimensions.indexOf(d)].bytes()));
    }
}
