package io.clickmill.bench.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DrainTest {
    private long seconds;

    @Test
    void measuresFromATenthToTheEnd() throws Exception {
        Drain drain = drain(1_000);
        seconds = 20;
        drain.at(99);
        seconds = 30;
        drain.at(200);
        seconds = 35;
        drain.at(1_000);
        seconds = 40;
        assertThat(drain.end()).isEqualTo(80);
    }

    @Test
    void measuresFromTheStartIfNothingIsSeenInBetween() throws Exception {
        Drain drain = drain(1_000);
        seconds = 10;
        drain.at(1_000);
        assertThat(drain.end()).isEqualTo(100);
    }

    @Test
    void takesTheMedianOfRuns() {
        assertThat(IngestReport.median(List.of(9.0, 1.0, 3.0))).isEqualTo(3);
        assertThat(IngestReport.median(List.of(9.0, 1.0, 3.0, 5.0))).isEqualTo(4);
    }

    private Drain drain(long total) {
        return new Drain("test", total, (what, done, all) -> {}, () -> seconds * 1_000_000_000);
    }
}
