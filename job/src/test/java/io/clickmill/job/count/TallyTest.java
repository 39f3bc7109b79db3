package io.clickmill.job.count;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.Dimension;
import io.clickmill.contract.Granularity;
import io.clickmill.contract.Measure;
import io.clickmill.contract.Scope;
import io.clickmill.contract.UniqueSketch;
import io.clickmill.contract.event.EventKind;
import io.clickmill.job.SampleClicks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TallyTest {
    private static final long BUCKET = 1_714_564_800_000L;
    private static final TypeSerializer<Tally> SERIALIZER = new TallyType.Serializer(TallyFormat.CURRENT);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63})
    void hasNoRowsBelowTheThreshold(int size) {
        assertThat(rows(tally(Scope.ACCOUNT, events(1, size)))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 65, 1_000})
    void countsAsBruteForceDoes(int size) {
        for (Scope scope : Scope.values()) {
            List<CountedEvent> events = events(size, size);
            Tally tally = tally(scope, events);
            assertThat(tally.events()).isEqualTo(size);
            assertThat(rows(tally)).isEqualTo(bruteForce(scope, events));
        }
    }

    @ParameterizedTest
    @EnumSource
    void mergesPartsInAnyOrderIntoTheWhole(Scope scope) {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            List<CountedEvent> events = events(seed, 64 + random.nextInt(400));
            List<Tally> parts = new ArrayList<>();
            for (int from = 0; from < events.size(); ) {
                int to = Math.min(events.size(), from + random.nextInt(120));
                parts.add(tally(scope, events.subList(from, to)));
                from = to;
            }
            Collections.shuffle(parts, random);
            Tally sum = new Tally(scope);
            for (Tally part : parts) {
                List<String> before = rows(part);
                sum.merge(random.nextBoolean() ? part : roundTrip(part));
                assertThat(rows(part)).isEqualTo(before);
            }
            assertThat(sum.events()).isEqualTo(events.size());
            assertThat(rows(sum)).isEqualTo(bruteForce(scope, events));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 64, 500})
    void isReadBackUnchangedFromItsBytes(int size) throws IOException {
        for (Scope scope : Scope.values()) {
            List<CountedEvent> events = events(7, size);
            List<CountedEvent> more = events(8, 100);
            Tally copy = roundTrip(tally(scope, events));
            assertThat(copy.scope()).isEqualTo(scope);
            assertThat(copy.events()).isEqualTo(size);
            assertThat(rows(copy)).isEqualTo(rows(tally(scope, events)));
            more.forEach(copy::add);
            List<CountedEvent> all = new ArrayList<>(events);
            all.addAll(more);
            assertThat(rows(copy)).isEqualTo(bruteForce(scope, all));

            DataOutputSerializer source = new DataOutputSerializer(64);
            DataOutputSerializer target = new DataOutputSerializer(64);
            SERIALIZER.serialize(tally(scope, events), source);
            DataInputDeserializer bytes = new DataInputDeserializer(source.getCopyOfBuffer());
            SERIALIZER.copy(bytes, target);
            assertThat(bytes.available()).isZero();
        }
    }

    /** The numbers of the values take no byte, one byte or two. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 255, 256, 257, 9_000})
    void keepsAllValuesInItsBytes(int size) {
        List<CountedEvent> events = withValues(0, size);
        events.addAll(withValues(size / 2, 64));
        Tally copy = roundTrip(tally(Scope.ACCOUNT, events));
        assertThat(copy.events()).isEqualTo(size + 64);
        Map<String, Long> clicks = new TreeMap<>();
        events.forEach(event -> clicks.merge(event.values()[Dimension.CITY.ordinal()], 1L, Long::sum));
        RollupRow city = row(copy, Dimension.CITY);
        assertThat(city.values()).containsExactlyElementsOf(clicks.keySet());
        assertThat(city.numbers(Measure.CLICKS))
                .containsExactly(
                        clicks.values().stream().mapToLong(Long::longValue).toArray());
    }

    @ParameterizedTest
    @ValueSource(ints = {65_534, 65_535, 65_536, 140_000})
    void keepsMoreEventsThanItLists(int size) {
        List<CountedEvent> events = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            events.add(new CountedEvent(values("city " + i % 9_000), EventKind.CLICK, i % 500 + 1, 0));
        }
        assertThat(rows(roundTrip(tally(Scope.LINK, events)))).isEqualTo(bruteForce(Scope.LINK, events));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 511, 512})
    void keepsTextsOfAnyLengthInItsBytes(int length) {
        String text = "é".repeat(length / 2) + "x".repeat(length % 2);
        Tally tally = new Tally(Scope.ACCOUNT);
        for (int i = 0; i < 64; i++) {
            tally.add(new CountedEvent(values(i % 2 == 0 ? text : "other"), EventKind.CLICK, i, 0));
        }
        assertThat(rows(roundTrip(tally))).isEqualTo(rows(tally));
        assertThat(row(roundTrip(tally), Dimension.CITY).values()).contains(text);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 63, 64, 300})
    void sharesNothingWithItsCopy(int size) {
        Tally original = tally(Scope.CAMPAIGN, events(1, size));
        Tally copy = SERIALIZER.copy(original);
        List<String> before = rows(original);
        events(2, 200).forEach(copy::add);
        assertThat(rows(original)).isEqualTo(before);
        assertThat(original.events()).isEqualTo(size);
        events(3, 200).forEach(original::add);
        assertThat(copy.events()).isEqualTo(size + 200);
        List<CountedEvent> both = new ArrayList<>(events(1, size));
        both.addAll(events(2, 200));
        assertThat(rows(copy)).isEqualTo(bruteForce(Scope.CAMPAIGN, both));
    }

    @Test
    void keepsAllOfTheGreatestNumberOfValues() {
        Tally tally = tally(Scope.ACCOUNT, withValues(0, Dimension.MAX_VALUES));
        assertThat(row(tally, Dimension.CITY).overflow()).isFalse();
        assertThat(row(tally, Dimension.CITY).values()).hasSize(Dimension.MAX_VALUES);
        assertThat(row(roundTrip(tally), Dimension.CITY).values()).hasSize(Dimension.MAX_VALUES);
        assertThat(row(ofRows(tally), Dimension.CITY).values()).hasSize(Dimension.MAX_VALUES);
    }

    @Test
    void overflowsWithOneValueMoreAndStaysSo() throws IOException {
        Tally tally = tally(Scope.ACCOUNT, withValues(0, Dimension.MAX_VALUES + 1));
        Tally sum = tally(Scope.ACCOUNT, withValues(0, 64));
        sum.merge(tally);
        Tally halves = tally(Scope.ACCOUNT, withValues(0, 6_000));
        halves.merge(tally(Scope.ACCOUNT, withValues(4_000, 6_001)));
        PackedTally full = PackedTally.of(tally);
        PackedTally first = PackedTally.of(tally(Scope.ACCOUNT, withValues(0, 6_000)));
        PackedTally second = PackedTally.of(tally(Scope.ACCOUNT, withValues(4_000, 6_001)));
        Tally more = roundTrip(tally);
        events(1, 10).forEach(more::add);
        for (Tally overflown : List.of(
                tally,
                sum,
                halves,
                more,
                roundTrip(tally),
                SERIALIZER.copy(tally),
                ofRows(tally),
                PackedTally.merge(List.of(full, first), Long.MAX_VALUE),
                PackedTally.merge(List.of(first, full), Long.MAX_VALUE),
                PackedTally.merge(List.of(first, second), Long.MAX_VALUE))) {
            RollupRow city = row(overflown, Dimension.CITY);
            assertThat(city.overflow()).isTrue();
            assertThat(city.values()).isEmpty();
            assertThat(city.numbers(Measure.CLICKS)).isEmpty();
            assertThat(city.uniques()).isEmpty();
            assertThat(row(overflown, Dimension.TOTAL).overflow()).isFalse();
        }
        assertThat(row(tally, Dimension.TOTAL).numbers(Measure.CLICKS)).containsExactly(Dimension.MAX_VALUES + 1);
        assertThat(row(halves, Dimension.TOTAL).numbers(Measure.CLICKS)).containsExactly(12_001);
    }

    @Test
    void doesNotOverflowByValuesThatBothPartsHave() {
        Tally sum = tally(Scope.ACCOUNT, withValues(0, 6_000));
        sum.merge(tally(Scope.ACCOUNT, withValues(2_000, 8_000)));
        assertThat(row(sum, Dimension.CITY).overflow()).isFalse();
        assertThat(row(sum, Dimension.CITY).values()).hasSize(Dimension.MAX_VALUES);
    }

    @ParameterizedTest
    @EnumSource
    void isRebuiltFromItsRows(Scope scope) {
        List<CountedEvent> events = events(5, 300);
        Tally rebuilt = ofRows(tally(scope, events));
        assertThat(rebuilt.events()).isEqualTo(300);
        assertThat(rows(rebuilt)).isEqualTo(bruteForce(scope, events));
        List<CountedEvent> late = events(6, 10);
        rebuilt.merge(tally(scope, late));
        List<CountedEvent> all = new ArrayList<>(events);
        all.addAll(late);
        assertThat(rows(rebuilt)).isEqualTo(bruteForce(scope, all));
    }

    @Test
    void doesNotCountADimensionThatTheStoredBucketLacks() {
        TallyOfRows rows = new TallyOfRows(Scope.ACCOUNT);
        tally(Scope.ACCOUNT, events(5, 300)).forEachRow(key(Scope.ACCOUNT), Granularity.DAY, BUCKET, row -> {
            if (row.dimension() != Dimension.CITY) {
                rows.add(row);
            }
        });
        Tally rebuilt = rows.tally();
        rebuilt.merge(tally(Scope.ACCOUNT, events(6, 10)));
        assertThat(row(rebuilt, Dimension.CITY).overflow()).isTrue();
        assertThat(row(rebuilt, Dimension.COUNTRY).overflow()).isFalse();
    }

    @Test
    void estimatesUniquesAsTheReaderOfTheSketchDoes() {
        for (int visitors : List.of(1_000, 1_024, 1_025, 5_000, 50_000)) {
            Tally tally = new Tally(Scope.ACCOUNT);
            Random random = new Random(visitors);
            for (int i = 0; i < visitors; i++) {
                tally.add(new CountedEvent(values("x"), EventKind.CLICK, random.nextLong(), 0));
            }
            for (Tally form : List.of(tally, roundTrip(tally), SERIALIZER.copy(tally), ofRows(tally))) {
                RollupRow total = row(form, Dimension.TOTAL);
                assertThat(total.uniquesEstimates()[0])
                        .as("of %s visitors", visitors)
                        .isEqualTo(UniqueSketch.of(total.uniques()[0]).estimate());
            }
        }
    }

    private static List<CountedEvent> events(long seed, int size) {
        return new ArrayList<>(SampleClicks.random(seed, size, BUCKET, 60_000).stream()
                .map(CountedEvent::of)
                .toList());
    }

    private static List<CountedEvent> withValues(int from, int size) {
        List<CountedEvent> events = new ArrayList<>();
        for (int i = from; i < from + size; i++) {
            events.add(new CountedEvent(values("city " + i), EventKind.CLICK, i + 1, 0));
        }
        return events;
    }

    private static String[] values(String city) {
        String[] values = new String[Dimension.values().length];
        Arrays.fill(values, "");
        values[Dimension.CITY.ordinal()] = city;
        return values;
    }

    private static Tally tally(Scope scope, List<CountedEvent> events) {
        Tally tally = new Tally(scope);
        events.forEach(tally::add);
        return tally;
    }

    private static Tally ofRows(Tally tally) {
        TallyOfRows rows = new TallyOfRows(tally.scope());
        tally.forEachRow(key(tally.scope()), Granularity.MINUTE, BUCKET, rows::add);
        return rows.tally();
    }

    private static RollupRow row(Tally tally, Dimension dimension) {
        List<RollupRow> rows = new ArrayList<>();
        tally.forEachRow(key(tally.scope()), Granularity.MINUTE, BUCKET, rows::add);
        return rows.stream()
                .filter(row -> row.dimension() == dimension)
                .findFirst()
                .orElseThrow();
    }

    private static RollupKey key(Scope scope) {
        return new RollupKey("acme", scope, scope == Scope.ACCOUNT ? "" : "x");
    }

    /** A line for each dimension and value. */
    private static List<String> rows(Tally tally) {
        List<String> lines = new ArrayList<>();
        tally.forEachRow(key(tally.scope()), Granularity.MINUTE, BUCKET, row -> {
            assertThat(row.key()).isEqualTo(key(tally.scope()));
            assertThat(row.bucketStart()).isEqualTo(BUCKET);
            assertThat(row.granularity()).isEqualTo(Granularity.MINUTE);
            for (int i = 0; i < row.values().length; i++) {
                String uniques = row.hasUniques()
                        ? row.uniquesEstimates()[i] + "="
                                + UniqueSketch.of(row.uniques()[i]).estimate()
                        : "";
                lines.add(line(
                        row.dimension(),
                        row.values()[i],
                        row.numbers(Measure.CLICKS)[i],
                        row.numbers(Measure.LEADS)[i],
                        row.numbers(Measure.SALES)[i],
                        row.numbers(Measure.SALE_AMOUNT)[i],
                        uniques));
            }
        });
        return lines;
    }

    private static List<String> bruteForce(Scope scope, List<CountedEvent> events) {
        List<String> lines = new ArrayList<>();
        for (Dimension dimension : Dimension.of(scope)) {
            Map<String, long[]> counts = new TreeMap<>();
            Map<String, Set<Long>> visitors = new TreeMap<>();
            for (CountedEvent event : events) {
                String value = event.values()[dimension.ordinal()];
                long[] count = counts.computeIfAbsent(value, v -> new long[4]);
                count[event.event().ordinal()]++;
                count[3] += event.saleAmount();
                Set<Long> seen = visitors.computeIfAbsent(value, v -> new HashSet<>());
                if (event.event() == EventKind.CLICK) {
                    seen.add(event.visitor());
                }
            }
            counts.forEach((value, count) -> {
                int size = visitors.get(value).size();
                String uniques = dimension.hasUniques(scope) ? size + "=" + size : "";
                lines.add(line(dimension, value, count[0], count[1], count[2], count[3], uniques));
            });
        }
        return lines;
    }

    private static String line(Dimension dimension, String value, Object... counts) {
        return dimension + " " + value + " " + Arrays.toString(counts);
    }

    private static Tally roundTrip(Tally tally) {
        try {
            DataOutputSerializer bytes = new DataOutputSerializer(64);
            SERIALIZER.serialize(tally, bytes);
            DataInputDeserializer input = new DataInputDeserializer(bytes.getCopyOfBuffer());
            Tally copy = SERIALIZER.deserialize(input);
            assertThat(input.available()).isZero();
            return copy;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
