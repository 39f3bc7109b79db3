package io.clickmill.api.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.Measure;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MetricTest {
    @Test
    void asksForEveryMeasureOnce() {
        assertThat(Arrays.stream(Metric.values()).map(Metric::measure).flatMap(Optional::stream))
                .containsExactlyInAnyOrder(Measure.values());
    }
}
