package io.clickmill.local.embedded;

import io.clickmill.api.ApiConfig;
import io.clickmill.api.ClickStatsApi;
import io.clickmill.local.run.CommandFailure;
import java.time.Clock;
import java.util.Map;

/** Starts the API in this process. */
final class EmbeddedApi {
    private EmbeddedApi() {}

    /** @param settings by their names in the environment */
    static ClickStatsApi start(Map<String, String> settings, Clock clock) {
        try {
            return ClickStatsApi.start(ApiConfig.parse(settings), clock);
        } catch (ApiConfig.InvalidConfigException e) {
            throw CommandFailure.configuration(e.getMessage(), e);
        }
    }
}
