package io.clickmill.api.dialect.dub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.api.DialectKit;
import io.clickmill.api.GoldenEvents;
import io.clickmill.api.TestKey;
import io.clickmill.api.auth.Plan;
import io.clickmill.api.publish.ClickPublisher;
import io.clickmill.contract.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The events, links and keys that the golden cases speak of. Events are in {@code events.json} (see
 * {@link GoldenEvents}), links in {@code links.json}: rows of {@code link}, a column a member.
 */
final class DubFixture {
    private static final Instant NOW = Instant.parse("2026-08-20T12:20:30.500Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    private DubFixture() {}

    /**
     * A key for each plan, and one for each thing that can be wrong. Only {@code limited} and {@code business} have a
     * limit.
     */
    static DialectKit kit(ClickPublisher publisher) {
        DialectKit kit = new DialectKit(NOW)
                .publisher(publisher)
                .settings(Map.of("CLICKMILL_CURRENCIES", "other=eur"))
                .events(GoldenEvents.read(DubFixture.class, "events.json"))
                .fill(DubFixture::fill)
                .key("key", dub("acme"))
                .key("everything", TestKey.of("acme").plan(Plan.ENTERPRISE))
                .key("other", dub("other"))
                .key("visits", dub("visits"))
                .key("nobody", dub("nobody"))
                .key("two_accounts", dub("acme", "other"))
                .key("expired", dub("acme").expired())
                .key("revoked", dub("acme").revoked())
                .key("no_scope", dub("acme").scopes("tracking:read"))
                .key("no_scope_free", dub("acme").scopes("tracking:read").plan(Plan.FREE))
                .key("stats_only", dub("acme").scopes("stats:read"))
                .key("read_only", dub("acme").scopes("analytics.read"))
                .key("limited", dub("acme").perMinute(1))
                .key("business", dub("acme").plan(Plan.BUSINESS).dialectLimit());
        for (String plan :
                List.of("free", "pro", "business plus", "business max", "business extra", "advanced", "enterprise")) {
            kit.key(plan.replace(' ', '_'), dub("acme").plan(Plan.ofWord(plan).orElseThrow()));
        }
        return kit;
    }

    private static TestKey dub(String... accountIds) {
        return TestKey.of(accountIds)
                .scopes("analytics.read", "conversions.write")
                .plan(Plan.ENTERPRISE);
    }

    private static void fill(TestDatabase database) throws SQLException, IOException {
        try (Connection connection = database.owner().getConnection()) {
            for (JsonNode row : read("events.json")) {
                // These columns are not set for the events of other tests.
                if (!row.get("event").asText().equals("click")) {
                    updateConversions(connection, row);
                }
            }
            for (JsonNode link : read("links.json")) {
                insertLink(connection, link);
            }
        }
    }

    private static void updateConversions(Connection connection, JsonNode row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                UPDATE click_event
                   SET customer = ?::jsonb, metadata = ?::jsonb, sale_currency = ?, invoice_id = ?, payment_processor = ?
                 WHERE account_id = ?
                   AND event = ?
                   AND regexp_replace(event_id, '-[0-9]+$', '') = ?""")) {
            statement.setString(1, row.has("customer") ? row.get("customer").toString() : null);
            statement.setString(2, row.has("metadata") ? row.get("metadata").toString() : null);
            statement.setString(3, row.path("sale_currency").asText());
            statement.setString(4, row.path("invoice_id").asText());
            statement.setString(5, row.path("payment_processor").asText());
            statement.setString(6, row.get("account_id").asText());
            statement.setString(7, row.get("event").asText());
            statement.setString(8, row.get("event_id").asText());
            statement.executeUpdate();
        }
    }

    private static void insertLink(Connection connection, JsonNode link) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                INSERT INTO link (account_id, link_id, domain, key, url, external_id, attributes, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?::jsonb, ?::timestamptz, ?::timestamptz)""")) {
            int index = 1;
            for (String column : List.of(
                    "account_id",
                    "link_id",
                    "domain",
                    "key",
                    "url",
                    "external_id",
                    "attributes",
                    "created_at",
                    "updated_at")) {
                JsonNode value = link.get(column);
                statement.setString(index++, value.isTextual() ? value.asText() : value.toString());
            }
            statement.executeUpdate();
        }
    }

    private static List<JsonNode> read(String name) throws IOException {
        try (InputStream in = DubFixture.class.getResourceAsStream(name)) {
            List<JsonNode> rows = new ArrayList<>();
            JSON.readTree(in).forEach(rows::add);
            return rows;
        }
    }
}
