package io.clickmill.local.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CatchUpTest {
    private final List<String> told = new ArrayList<>();

    @Test
    void saysNothingIfNoRecordIsMissing() throws Exception {
        new CatchUp(() -> 7L, Duration.ofMinutes(1), told::add).await(7);
        assertThat(told).isEmpty();
    }

    @Test
    void reportsMissingRecordsUntilNoneIsMissing() throws Exception {
        Iterator<Long> received = List.of(0L, 0L, 1_000L, 1_234L).iterator();
        new CatchUp(received::next, Duration.ofMinutes(1), told::add).await(1_234);
        assertThat(told).containsExactly("catching up: 1,234 records behind", "catching up: 234 records behind");
        assertThat(received.hasNext()).isFalse();
    }

    @Test
    void returnsWhenThePatienceIsOver() throws Exception {
        new CatchUp(() -> 2L, Duration.ofSeconds(1), told::add).await(5);
        assertThat(told)
                .containsExactly(
                        "catching up: 3 records behind",
                        "still 3 records behind after 1 s: answers lack them until the job has caught up");
    }
}
