package io.clickmill.bench.fresh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FreshReportTest {
    @Test
    void takesThePercentilesOfTheWaits() {
        List<Long> waits = LongStream.rangeClosed(1, 200).boxed().toList();
        assertThat(FreshReport.Rate.of(2_000, waits)).isEqualTo(new FreshReport.Rate(2_000, 200, 100, 198, 200));
    }

    @Test
    void hasNoWaitsIfNothingWasCounted() {
        assertThat(FreshReport.Rate.of(2_000, List.of())).isEqualTo(new FreshReport.Rate(2_000, 0, 0, 0, 0));
    }

    @Test
    void printsSnakeCase() {
        assertThat(new FreshReport(List.of(new FreshReport.Rate(5_000, 2, 1, 3, 4))).json())
                .isEqualTo("{\"benchmark\":\"fresh\",\"rates\":[{\"events_per_s\":5000,\"clicks\":2,\"p50_ms\":1,"
                        + "\"p99_ms\":3,\"max_ms\":4}]}");
    }
}
