package io.clickmill.api.dialect.sendgrid;

import io.clickmill.api.DialectKit;
import io.clickmill.api.GoldenEvents;
import io.clickmill.api.TestEvent;
import io.clickmill.api.TestKey;
import io.clickmill.api.query.Field;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The events and keys of the tests. The events are those of {@code events.json}, an Automation {@code auto-many} with
 * 101 links, and an Automation {@code auto-moving} with four.
 */
final class SendGridFixture {
    static final Instant NOW = Instant.parse("2026-08-20T12:20:30.500Z");

    private SendGridFixture() {}

    /** Only {@code default} has the dialect's own limit. */
    static DialectKit kit() {
        String scope = "stats.read";
        return new DialectKit(NOW)
                .headers(Map.of("Authorization", "Bearer {key}", "Accept", "application/json"))
                .events(events())
                .key("key", TestKey.of("acme"))
                .key("scope", TestKey.of("acme").scopes(scope))
                .key("other", TestKey.of("other").scopes(scope))
                .key("both", TestKey.of("acme", "other").scopes(scope))
                .key("expired", TestKey.of("acme").scopes(scope).expired())
                .key("revoked", TestKey.of("acme").scopes(scope).revoked())
                .key("no-scope", TestKey.of("acme").scopes("tracking:read"))
                .key("limited", TestKey.of("acme").scopes(scope).perMinute(1))
                .key(
                        "limited-no-scope",
                        TestKey.of("acme").scopes("tracking:read").perMinute(1))
                .key("default", TestKey.of("acme").scopes(scope).dialectLimit());
    }

    private static List<TestEvent> events() {
        List<TestEvent> events = new ArrayList<>(GoldenEvents.read(SendGridFixture.class, "events.json"));
        for (int i = 0; i <= 100; i++) {
            events.add(click("auto-many", "many-" + i, url(i)));
        }
        for (String letter : List.of("b", "d", "f", "h")) {
            events.add(click("auto-moving", letter, "https://shop.test/" + letter));
        }
        return events;
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

    /** A late click on another link, in a campaign that has an event of id {@code b}. */
    static void addClick(DialectKit kit, String campaign, String letter) {
        kit.update("""
                INSERT INTO click_event
                SELECT (jsonb_populate_record(c, jsonb_build_object(
                           'event_id', 'added-' || ?, 'url', 'https://shop.test/' || ?, 'late', true))).*
                  FROM click_event c
                 WHERE account_id = 'acme' AND campaign_id = ? AND event_id = 'b'""", letter, letter, campaign);
    }
}
