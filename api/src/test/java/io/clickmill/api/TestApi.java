package io.clickmill.api;

import io.clickmill.api.ApiConfig.InvalidConfigException;
import io.clickmill.api.publish.ClickPublisher;
import io.clickmill.contract.Schema;
import io.clickmill.contract.TestDatabase;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Starts the API with every dialect on a free port, for tests that are not in its package. */
public final class TestApi {
    private TestApi() {}

    /** Reads from the database, and sends events to the publisher; {@code settings} are environment variables. */
    public static ClickStatsApi start(
            TestDatabase database, Clock clock, ClickPublisher publisher, Map<String, String> settings) {
        try {
            Map<String, String> environment = new HashMap<>(settings);
            environment.put("CLICKMILL_POSTGRES_URL", database.url(Schema.READER_ROLE));
            environment.put("CLICKMILL_API_PORT", "0");
            ApiConfig config = ApiConfig.parse(environment);
            Optional<ClickPublisher> events = Optional.of(publisher);
            return ClickStatsApi.start(config, clock, Dialects.all(events), events, Optional.empty());
        } catch (InvalidConfigException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
