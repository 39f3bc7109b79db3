package io.clickmill.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The job as it is before it runs. */
class ClickTopologyTest {
    private static final JobConfig CONFIG = JobConfig.parse(Map.of(
            "CLICKMILL_POSTGRES_URL", "jdbc:postgresql://localhost/none", "CLICKMILL_VISITOR_KEY", "0123456789abcdef"));

    /** Otherwise a barrier might pass the windows before their rows are written. */
    @Test
    void writesRollupsInTheTaskOfTheWindows() {
        assertThat(wired(new Configuration()).getStreamGraph().getJobGraph().getVertices())
                .extracting(JobVertex::getName)
                .contains("Count minutes, hours and days -> Write rollups: Writer");
    }

    @ParameterizedTest
    @CsvSource({"execution.checkpointing.unaligned.enabled,true", "pipeline.operator-chaining.enabled,false"})
    void refusesASettingThatWouldMakeTheProgressWrong(String name, String value) {
        assertThatThrownBy(() -> wired(Configuration.fromMap(Map.of(name, value))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(name + ": " + value + " (expected: ");
    }

    private static StreamExecutionEnvironment wired(Configuration added) {
        Configuration flink = ClickmillJob.configuration(CONFIG);
        flink.addAll(added);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        ClickmillJob.wire(environment, CONFIG, Clock.systemUTC());
        return environment;
    }
}
