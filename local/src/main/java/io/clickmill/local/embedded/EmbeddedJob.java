package io.clickmill.local.embedded;

import io.clickmill.contract.settings.Settings;
import io.clickmill.job.ClickmillJob;
import io.clickmill.job.JobConfig;
import java.time.Clock;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** The click job, prepared for the embedded Flink cluster. It is the same job that runs on other clusters. */
public final class EmbeddedJob {
    private final JobConfig config;

    private EmbeddedJob(JobConfig config) {
        this.config = config;
    }

    /**
     * Creates the job with these settings.
     *
     * @param settings values by the names of environment variables
     * @throws Settings.InvalidException with a line for each invalid or missing setting
     */
    public static EmbeddedJob of(Map<String, String> settings) {
        return new EmbeddedJob(JobConfig.parse(settings));
    }

    /** The Flink settings that the job relies on, and its parallelism. */
    public Configuration configuration() {
        Configuration flink = ClickmillJob.configuration(config);
        flink.set(CoreOptions.DEFAULT_PARALLELISM, LocalFlink.PARALLELISM);
        return flink;
    }

    /** The graph to submit to a cluster. */
    public JobGraph graph(Configuration flink, Clock clock) {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        ClickmillJob.wire(environment, config, clock);
        StreamGraph graph = environment.getStreamGraph();
        graph.setJobName(ClickmillJob.NAME);
        return graph.getJobGraph();
    }
}
