package io.clickmill.api;

import io.clickmill.contract.settings.Settings;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The API's program. It reads its settings from the environment and serves until it is stopped. */
public final class Main {
    private static final String LOG_CONFIGURATION = "log4j2.configurationFile";

    private Main() {}

    /** Exits with 2 if the configuration is wrong, with 1 if the API cannot start. */
    public static void main(String[] args) {
        ApiConfig config = Settings.orExit(() -> ApiConfig.parse(System.getenv()));
        Logger log = log();
        try {
            ClickStatsApi api = ClickStatsApi.start(config, Clock.systemUTC());
            Runtime.getRuntime().addShutdownHook(new Thread(api::close, "shutdown"));
            log.info("ready on port {} with {}", api.port(), config);
        } catch (RuntimeException e) {
            log.error("cannot start with {}", config, e);
            System.exit(1);
        }
    }

    /** The logger, with this program's logging configuration unless the operator has set another one. */
    private static Logger log() {
        if (System.getProperty(LOG_CONFIGURATION) == null) {
            System.setProperty(LOG_CONFIGURATION, "classpath:io/clickmill/api/log4j2.xml");
        }
        return LoggerFactory.getLogger(Main.class);
    }
}
