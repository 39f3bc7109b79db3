package io.clickmill.job.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.job.SampleClicks;
import io.clickmill.job.receive.Arrival;
import io.clickmill.job.receive.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyOrderTest {
    private static final long NOON = 1_714_564_800_000L;
    private static final List<String> TEXTS = List.of("a", "A", "ab", "a-b", "é", "\ue000", "😀", "z");

    /** The order of the bytes of UTF-8, which is PostgreSQL's collation "C". */
    private static final Comparator<String> BYTES =
            Comparator.comparing(text -> text.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    private static final Comparator<Arrival> EXPECTED = Comparator.<Arrival, String>comparing(
                    arrival -> arrival.event().accountId(), BYTES)
            .thenComparing(arrival -> arrival.event().occurredAt())
            .thenComparing(arrival -> arrival.event().eventId(), BYTES);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 100, 5_000})
    void sortsByAccountTimeAndIdAndKeepsTheOrderOfCopies(int size) {
        Random random = new Random(size);
        List<Arrival> arrivals = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            arrivals.add(arrival(text(random), NOON + random.nextInt(50), text(random) + text(random)));
        }
        List<Arrival> expected = new ArrayList<>(arrivals);
        expected.sort(EXPECTED);
        List<Arrival> sorted = KeyOrder.sorted(arrivals);
        assertThat(sorted).hasSize(size);
        for (int i = 0; i < size; i++) {
            assertThat(sorted.get(i)).as("at %s", i).isSameAs(expected.get(i));
        }
    }

    @Test
    void sortsTimesBefore1970AndCenturiesApart() {
        List<Long> times = List.of(NOON, -1L, 4_102_444_800_000L, -2_208_988_800_000L, 0L);
        List<Arrival> sorted = KeyOrder.sorted(
                times.stream().map(time -> arrival("acme", time, "e")).toList());
        assertThat(sorted)
                .extracting(arrival -> arrival.event().occurredAt())
                .containsExactlyElementsOf(times.stream().sorted().toList());
    }

    @Test
    void knowsCopiesOfAnEvent() {
        Arrival event = arrival("acme", NOON, "e1");
        assertThat(KeyOrder.isSameEvent(event, arrival("acme", NOON, "e1"))).isTrue();
        assertThat(KeyOrder.isSameEvent(event, arrival("acme", NOON + 1, "e1"))).isFalse();
        assertThat(KeyOrder.isSameEvent(event, arrival("acme", NOON, "e2"))).isFalse();
        assertThat(KeyOrder.isSameEvent(event, arrival("globex", NOON, "e1"))).isFalse();
    }

    private static String text(Random random) {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private static Arrival arrival(String account, long time, String id) {
        return SampleClicks.arrival(Verdict.ON_TIME, event -> {
            event.accountId = account;
            event.occurredAt = time;
            event.eventId = id;
        });
    }
}
