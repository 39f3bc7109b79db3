package io.clickmill.job.count;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.Dimension;
import io.clickmill.contract.Granularity;
import io.clickmill.contract.Measure;
import io.clickmill.contract.Scope;
import io.clickmill.contract.event.EventKind;
import io.clickmill.job.SampleClicks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Events that are listed and packed give the same counts as a {@link Tally} of them, which is compared with brute force
 * in its own test.
 */
class ListedEventsTest {
    private static final long BUCKET = 1_714_564_800_000L;

    private final ListedEvents listed = new ListedEvents();
    private final PackedTally.Packer packer = new PackedTally.Packer();

    /** Keys hold any of a bundle's events, and a bundle is used again. */
    @ParameterizedTest
    @EnumSource
    void packsAnySelectionOfItsEvents(Scope scope) throws IOException {
        Random random = new Random(7);
        for (int round = 0; round < 10; round++) {
            List<CountedEvent> events = SampleClicks.random(round, 400, BUCKET, 60_000).stream()
                    .map(CountedEvent::of)
                    .toList();
            events.forEach(listed::add);
            assertThat(listed.size()).isEqualTo(400);
            for (int key = 0; key < 5; key++) {
                int[] some = IntStream.range(0, 400)
                        .filter(i -> random.nextInt(3) == 0)
                        .toArray();
                requireCounted(scope, events, some);
            }
            listed.clear();
        }
    }

    /** The numbers of the values take no byte, one byte or two. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 255, 256, 257, 9_000})
    void packsAllValues(int different) throws IOException {
        List<CountedEvent> events = new ArrayList<>();
        for (int i = 0; i < different + 64; i++) {
            events.add(event("city " + i % different, i));
        }
        events.forEach(listed::add);
        requireCounted(Scope.ACCOUNT, events, all(events));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 511, 512})
    void packsTextsOfAnyLength(int length) throws IOException {
        String text = "é".repeat(length / 2) + "x".repeat(length % 2);
        List<CountedEvent> events = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            events.add(event(i % 2 == 0 ? text : "other", i));
        }
        events.forEach(listed::add);
        requireCounted(Scope.LINK, events, all(events));
    }

    @Test
    void packsTheGreatestNumberOfEvents() throws IOException {
        List<CountedEvent> events = new ArrayList<>();
        for (int i = 0; i < ListedEvents.MAX_EVENTS; i++) {
            events.add(event("city " + i, i));
        }
        events.forEach(listed::add);
        requireCounted(Scope.ACCOUNT, events, all(events));
    }

    /** The numbers of values that an earlier key of the bundle had do not count for the next one. */
    @Test
    void packsManyDifferentValuesAfterFew() throws IOException {
        List<CountedEvent> events = new ArrayList<>();
        for (int i = 0; i < 9_000; i++) {
            events.add(event("city " + i, i));
        }
        events.forEach(listed::add);
        for (int[] some : List.of(new int[] {8_999, 3}, IntStream.range(0, 700).toArray(), all(events))) {
            requireCounted(Scope.SOURCE, events, some);
        }
    }

    private void requireCounted(Scope scope, List<CountedEvent> events, int[] some) throws IOException {
        Tally expected = new Tally(scope);
        Arrays.stream(some).forEach(i -> expected.add(events.get(i)));
        Tally counted = unpacked(scope, some);
        assertThat(counted.events()).isEqualTo(some.length);
        assertThat(rows(counted)).isEqualTo(rows(expected));
    }

    /** The array is longer than the number of events, like the array of a key whose events still come. */
    private Tally unpacked(Scope scope, int[] some) throws IOException {
        byte[] bytes = packer.pack(scope, listed, Arrays.copyOf(some, some.length + 3), some.length);
        return new PackedTally(TallyFormat.CURRENT, bytes).unpack();
    }

    private static int[] all(List<CountedEvent> events) {
        return IntStream.range(0, events.size()).toArray();
    }

    private static CountedEvent event(String city, int number) {
        String[] values = new String[Dimension.values().length];
        Arrays.fill(values, "");
        values[Dimension.CITY.ordinal()] = city;
        EventKind kind = EventKind.values()[number % EventKind.values().length];
        return new CountedEvent(values, kind, number % 500 + 1, kind == EventKind.SALE ? number : 0);
    }

    private static List<String> rows(Tally tally) {
        List<String> rows = new ArrayList<>();
        tally.forEachRow(new RollupKey("acme", tally.scope(), "x"), Granularity.MINUTE, BUCKET, row -> {
            StringBuilder text = new StringBuilder(row.dimension() + " " + row.overflow() + " ");
            text.append(Arrays.toString(row.values()));
            for (Measure measure : Measure.values()) {
                text.append(Arrays.toString(row.numbers(measure)));
            }
            rows.add(text.append(Arrays.toString(row.uniquesEstimates())).toString());
        });
        return rows;
    }
}
