package io.clickmill.api.stats;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.api.DialectKit;
import io.clickmill.api.TestKey;
import io.clickmill.api.sql.LogRows;
import java.net.http.HttpResponse;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests {@code GET /v1/status}. */
final class StatusRoutesIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    static final DialectKit KIT = new DialectKit(Instant.parse("2026-03-03T12:00:00Z"))
            .fill(database -> LogRows.insert(database.owner(), """
                    SELECT jsonb_build_object('account_id', account, 'event', 'click', 'event_id', 'e' || number,
                             'occurred_at', timestamptz '2026-03-01 10:00Z' + number * interval '1 s',
                             'late', number % 4 = 0)
                      FROM unnest(array['acme', 'globex']) AS account
                     CROSS JOIN generate_series(1, 40) AS number
                     WHERE account = 'acme' OR number <= 3"""))
            .sql("""
                    UPDATE scope_span SET last_day = '2026-03-01';
                    INSERT INTO rollup_progress (progress, checkpoint_id, received, logged, duplicates, rejected,
                                                 published_at, rejected_by_reason)
                    VALUES ('2026-03-03 11:59:40Z', 1, 50, 43, 4, 3, '2026-03-03 11:59:59.5Z',
                            '{"malformed": 1, "too_large": 2}');
                    INSERT INTO rollup_gap (account_id, day, reason)
                    VALUES ('acme', '2026-03-02', ''), ('acme', '2026-03-01', ''), ('acme', '2026-03-02', 'again'),
                           ('globex', '2026-02-28', ''), (NULL, '2026-02-27', 'all accounts')""")
            .key("acme", TestKey.of("acme").scopes("stats:read"))
            .key("globex", TestKey.of("globex").scopes("stats:read"))
            .key("empty", TestKey.of("empty").scopes("stats:read"))
            .key("operator", TestKey.of("acme", "globex").scopes("stats:read", "status:read"))
            .key("everything", TestKey.of("acme"))
            .key("writer", TestKey.of("acme").scopes("events:write"));

    @Test
    void tellsHowFarTheAccountIsCounted() throws Exception {
        assertThat(status("acme", "")).isEqualTo(JSON.readTree("""
                {"now": "2026-03-03T12:00:00Z", "account_id": "acme",
                 "first": "2026-03-01T10:00:01Z", "last": "2026-03-01T10:00:40Z",
                 "progress": "2026-03-03T11:59:40Z", "published_at": "2026-03-03T11:59:59.500Z",
                 "late": {"count": 10, "exact": true}, "gaps": ["2026-02-27", "2026-03-01", "2026-03-02"]}"""));
        assertThat(status("globex", "").get("gaps")).isEqualTo(JSON.readTree("[\"2026-02-27\", \"2026-02-28\"]"));
        assertThat(status("globex", "").at("/late/count").asInt()).isZero();
    }

    @Test
    void knowsAnAccountWithoutEvents() throws Exception {
        JsonNode status = status("empty", "");
        assertThat(status.get("first").isNull()).isTrue();
        assertThat(status.get("last").isNull()).isTrue();
        assertThat(status.get("gaps")).hasSize(1);
    }

    /** It is about all accounts. */
    @ParameterizedTest
    @CsvSource({"operator, ?account_id=globex", "everything, ''"})
    void tellsTheBalanceToOperatorsOnly(String key, String query) throws Exception {
        assertThat(status(key, query).get("balance")).isEqualTo(JSON.readTree("""
                {"received": 50, "logged": 43, "duplicates": 4, "rejected": 3,
                 "rejected_by_reason": {"too_large": 2, "malformed": 1}, "exact": true}"""));
        assertThat(status("acme", "").has("balance")).isFalse();
    }

    @Test
    void isOpenToReadersOfTheAccountOnly() throws Exception {
        assertThat(KIT.anonymous().get("/v1/status").statusCode()).isEqualTo(401);
        assertThat(KIT.client("writer").get("/v1/status").statusCode()).isEqualTo(403);
        assertThat(KIT.client("acme").get("/v1/status?account_id=globex").statusCode())
                .isEqualTo(403);
        assertThat(KIT.client("operator").get("/v1/status").body()).contains("account_id");
    }

    private static JsonNode status(String key, String query) throws Exception {
        HttpResponse<String> answer = KIT.client(key).get("/v1/status" + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        KIT.requireDescribed("GET", "/v1/status", answer);
        return JSON.readTree(answer.body());
    }
}
