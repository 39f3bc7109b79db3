package io.clickmill.local.embedded;

import io.clickmill.job.ClickmillJob;
import io.clickmill.job.JobConfig;
import io.clickmill.local.run.CommandFailure;
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

    /** @param settings by their names in the environment */
    static EmbeddedJob of(Map<String, String> settings) {
        try {
            return new EmbeddedJob(JobConfig.parse(settings));
        } catch (JobConfig.InvalidException e) {
            throw CommandFailure.configuration(e.getMessage(), e);
        }
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
