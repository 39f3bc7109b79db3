package io.clickmill.local.embedded;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** What the embedded cluster needs to know of a job. */
public interface JobTopology {
    /** The job's own settings of Flink: checkpoints, restarts, serialization. */
    Configuration configuration();

    /** Adds the job's operators to an environment. */
    void wire(StreamExecutionEnvironment environment);
}
