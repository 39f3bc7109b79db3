package io.clickmill.job;

import io.clickmill.contract.settings.Settings;
import java.time.Clock;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Entry point for {@code flink run} and the Flink Kubernetes operator. Settings come from the environment. */
public final class Main {
    private Main() {}

    /** Runs the job. It takes no arguments, as every setting is an environment variable. */
    public static void main(String[] args) throws Exception {
        JobConfig config = Settings.orExit(() -> JobConfig.parse(System.getenv()));
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(ClickmillJob.configuration(config));
        ClickmillJob.wire(environment, config, Clock.systemUTC());
        environment.execute(ClickmillJob.NAME);
    }
}
