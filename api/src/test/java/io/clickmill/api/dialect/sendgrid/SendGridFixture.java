package io.clickmill.api.dialect.sendgrid;

import io.clickmill.api.GoldenEvents;
import io.clickmill.api.RollupFixture;
import io.clickmill.api.TestEvent;
import io.clickmill.api.auth.CreateApiKey;
import io.clickmill.api.auth.Plan;
import io.clickmill.api.query.Field;
import io.clickmill.contract.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The events and keys of the tests. The events are those of {@code events.json}, an Automation {@code auto-many} with
 * 101 links, and an Automation {@code auto-moving} with four.
 */
final class SendGridFixture {
    static final Instant NOW = Instant.parse("2026-08-20T12:20:30.500Z");
    static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private SendGridFixture() {}

    static TestDatabase database() throws SQLException, IOException {
        TestDatabase database = TestDatabase.create();
        List<TestEvent> events = new ArrayList<>(GoldenEvents.read(SendGridFixture.class, "events.json"));
        for (int i = 0; i <= 100; i++) {
            events.add(click("auto-many", "many-" + i, url(i)));
        }
        for (String letter : List.of("b", "d", "f", "h")) {
            events.add(click("auto-moving", letter, "https://shop.test/" + letter));
        }
        new RollupFixture(NOW, Set.of()).fill(database, events);
        return database;
    }

    /** The i-th link of {@code auto-many}, counted from 0. */
    static String url(int i) {
        return "https://shop.test/%03d".formatted(i);
    }

    private static TestEvent click(String campaign, String id, String url) {
        Map<Field, String> values =
                Map.of(Field.CAMPAIGN, campaign, Field.STEP, "step-1", Field.URL_LOCATION, "0", Field.URL, url);
        long at = Instant.parse("2026-08-16T10:00:00Z").toEpochMilli();
        return new TestEvent("acme", id, at, false, false, "click", 0, 0, values, Map.of(), List.of());
    }

    /** Adds a late click on another link to a campaign that has an event with id {@code b}. */
    static void addClick(TestDatabase database, String campaign, String letter) throws SQLException {
        try (Connection connection = database.owner().getConnection();
                PreparedStatement statement = connection.prepareStatement("""
                        INSERT INTO click_event
                        SELECT (jsonb_populate_record(c, jsonb_build_object(
                                   'event_id', 'added-' || ?, 'url', 'https://shop.test/' || ?, 'late', true))).*
                          FROM click_event c
                         WHERE account_id = 'acme' AND campaign_id = ? AND event_id = 'b'""")) {
            statement.setString(1, letter);
            statement.setString(2, letter);
            statement.setString(3, campaign);
            if (statement.executeUpdate() != 1) {
                throw new IllegalStateException("no event b of " + campaign);
            }
        }
    }

    /** Keys by the words of the golden cases; only {@code default} has the dialect's own limit. */
    static Map<String, String> keys(TestDatabase database) throws SQLException {
        List<String> scope = List.of("stats.read");
        Map<String, String> keys = new HashMap<>();
        keys.put("key", key(database, List.of("acme"), List.of("*"), null, 0));
        keys.put("scope", key(database, List.of("acme"), scope, null, 0));
        keys.put("other", key(database, List.of("other"), scope, null, 0));
        keys.put("both", key(database, List.of("acme", "other"), scope, null, 0));
        keys.put("expired", key(database, List.of("acme"), scope, NOW, 0));
        keys.put("revoked", key(database, List.of("acme"), scope, null, 0));
        keys.put("no-scope", key(database, List.of("acme"), List.of("tracking:read"), null, 0));
        keys.put("limited", key(database, List.of("acme"), scope, null, 1));
        keys.put("limited-no-scope", key(database, List.of("acme"), List.of("tracking:read"), null, 1));
        keys.put("default", key(database, List.of("acme"), scope, null, null));
        try (Connection connection = database.owner().getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "UPDATE api_key SET revoked_at = now() WHERE starts_with(?, key_start)")) {
            statement.setString(1, keys.get("revoked"));
            statement.executeUpdate();
        }
        return keys;
    }

    private static String key(
            TestDatabase database, List<String> accountIds, List<String> scopes, Instant expiresAt, Integer perMinute)
            throws SQLException {
        return new CreateApiKey(accountIds, scopes, Plan.FREE, expiresAt, perMinute).run(database.owner(), NOW);
    }
}
