package io.clickmill.job;

import io.clickmill.contract.settings.Settings;
import java.time.Clock;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Entry point for {@code flink run} and the Flink Kubernetes operator. Settings come from the environment. */
public final class Main {
    private static final int EXIT_USAGE = 2;

    private Main() {}

    /** Runs the job. It takes no arguments, as every setting is an environment variable. */
    public static void main(String[] args) throws Exception {
        JobConfig config;
        try {
            config = JobConfig.parse(System.getenv());
        } catch (Settings.InvalidException e) {
            System.err.println(e.getMessage());
            System.exit(EXIT_USAGE);
            return;
        }
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(ClickmillJob.configuration(config));
        ClickmillJob.wire(environment, config, Clock.systemUTC());
        environment.execute(ClickmillJob.NAME);
    }
}
