package io.clickmill.local.embedded;

import io.clickmill.contract.Settings;
import io.clickmill.job.ClickmillJob;
import io.clickmill.job.JobConfig;
import java.time.Clock;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** The click job, as it runs on a cluster, made ready for the embedded one. */
final class EmbeddedJob {
    private final JobConfig config;

    private EmbeddedJob(JobConfig config) {
        this.config = config;
    }

    /**
     * The job of these settings.
     *
     * @param settings by their names in the environment
     * @throws Settings.InvalidException with a line for each that is wrong or missing
     */
    static EmbeddedJob of(Map<String, String> settings) {
        return new EmbeddedJob(JobConfig.parse(settings));
    }

    /** Flink's settings that the job relies on. */
    Configuration configuration() {
        return ClickmillJob.configuration(config);
    }

    /** The job, ready to be handed to a cluster. */
    JobGraph graph(Configuration flink, Clock clock) {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        ClickmillJob.wire(environment, config, clock);
        StreamGraph graph = environment.getStreamGraph();
        graph.setJobName(ClickmillJob.NAME);
        return graph.getJobGraph();
    }
}
