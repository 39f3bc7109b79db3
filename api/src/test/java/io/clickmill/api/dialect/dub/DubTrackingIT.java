package io.clickmill.api.dialect.dub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.api.ClickStatsApi;
import io.clickmill.api.DialectKit;
import io.clickmill.api.TestApi;
import io.clickmill.api.TestClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clicks, leads and sales that are tracked, beyond the golden cases. */
final class DubTrackingIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROOT = "{\"domain\":\"acme.test\",\"key\":\"_root\"}";

    private static final RememberedEvents PUBLISHED = new RememberedEvents();

    @RegisterExtension
    static final DialectKit KIT = DubFixture.kit(PUBLISHED);

    @BeforeEach
    void forgetEvents() {
        PUBLISHED.clear();
    }

    @Test
    void tracksWhatItCouldNotPublishBefore() throws Exception {
        String lead = "{\"clickId\":\"click_2\",\"eventName\":\"Broken\",\"customerExternalId\":\"u-broken\"}";
        String sale = "{\"clickId\":\"click_2\",\"amount\":100,\"invoiceId\":\"inv_broken\","
                + "\"customerExternalId\":\"u-broken-2\"}";
        PUBLISHED.fail(true);
        try {
            for (String request : List.of("/track/lead " + lead, "/track/sale " + sale)) {
                HttpResponse<String> answer = post(request);
                assertThat(answer.statusCode()).isEqualTo(500);
                assertThat(answer.body()).contains("\"code\":\"internal_server_error\"");
            }
        } finally {
            PUBLISHED.fail(false);
        }
        assertThat(post("/track/lead " + lead).body()).contains("\"link\":{");
        assertThat(post("/track/lead " + lead).body()).contains("\"link\":null");
        String answer = post("/track/sale " + sale).body();
        assertThat(post("/track/sale " + sale).body()).isEqualTo(answer);
        assertThat(PUBLISHED.events().findValuesAsText("event")).containsExactly("lead", "lead", "sale");
    }

    @Test
    void knowsACustomerWhoseLeadIsOnItsWayToTheLog() throws Exception {
        post("/track/lead {\"clickId\":\"click_2\",\"eventName\":\"Sign up\",\"customerExternalId\":\"u-fresh\","
                + "\"customerName\":\"Fay\"}");
        for (String click : List.of("\"clickId\":\"click_1\",", "")) {
            assertThat(post("/track/sale {" + click + "\"amount\":100,\"customerExternalId\":\"u-fresh\"}")
                            .body())
                    .contains("\"name\":\"Fay\"");
        }
        assertThat(PUBLISHED.events().findValuesAsText("event")).containsExactly("lead", "sale", "sale");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/track/click {\"domain\":\"a\\u0000\",\"key\":\"b\"}",
                "/track/lead {\"clickId\":\"click_2\",\"eventName\":\"N\",\"customerExternalId\":\"u\\ud800\"}",
                "/track/lead {\"clickId\":\"click_2\",\"eventName\":\"N\",\"customerExternalId\":\"u-n\","
                        + "\"metadata\":{\"a\":\"\\u0000\"}}",
                "/track/sale {\"clickId\":\"click_2\",\"amount\":1000000000001,\"customerExternalId\":\"u-n\"}",
                // If the customer's lead were published first, it would be recorded without this sale.
                "/track/sale {\"clickId\":\"click_2\",\"amount\":1,\"customerExternalId\":\"u-n\","
                        + "\"metadata\":{\"a\":1e2000}}"
            })
    void refusesWhatTheJobWouldReject(String request) throws Exception {
        assertThat(post(request).statusCode()).isEqualTo(422);
        assertThat(PUBLISHED.events()).isEmpty();
    }

    @Test
    void refusesALargeBodyBeforeItIsParsed() throws Exception {
        HttpResponse<String> answer = post("/track/click {\"domain\":\"" + "x".repeat(70_000) + "\"}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("larger than 65,536 bytes");
    }

    @Test
    void takesTheVisitorsAddressFromAProxyThatIsTrusted() throws Exception {
        RememberedEvents published = new RememberedEvents();
        try (ClickStatsApi behindProxy = TestApi.start(
                KIT.database(),
                KIT.clock(),
                published,
                Map.of("CLICKMILL_API_BEHIND_PROXY", "true", "CLICKMILL_API_TRUSTED_PROXIES", "10.0.0.0/8"))) {
            for (int port : List.of(KIT.port(), behindProxy.port())) {
                TestClient visitor = KIT.anonymous().at(port);
                visitor.send(visitor.request("/track/click")
                        // The entries that the client has written itself come first.
                        .header("Forwarded", "for=198.51.100.1")
                        .header("X-Forwarded-For", "198.51.100.2")
                        .header("X-Forwarded-For", "198.51.100.3, 203.0.113.7, 10.1.2.3")
                        .header("User-Agent", "proxied")
                        .POST(BodyPublishers.ofString(ROOT)));
            }
        }
        assertThat(PUBLISHED.events().findValuesAsText("ip")).containsExactly("127.0.0.1");
        assertThat(published.events().findValuesAsText("ip")).containsExactly("203.0.113.7");
    }

    /** Java's client sends a user agent of its own, unless it is told to send an empty one. */
    @Test
    void recordsAHyphenForAnEmptyUserAgent() throws Exception {
        TestClient visitor = KIT.anonymous();
        visitor.send(visitor.request("/track/click").header("User-Agent", "").POST(BodyPublishers.ofString(ROOT)));
        assertThat(PUBLISHED.events().findValuesAsText("user_agent")).containsExactly("-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "User-Agent:\r\n", "User-Agent: \t \r\n"})
    void recordsThatAClientHasSentNoUserAgent(String header) throws Exception {
        // No client library leaves the header out. A second server is used, because this one answers a repeated click
        // of a visitor with the first.
        String body = "{\"domain\":\"c.acme.test\",\"key\":\"four\"}";
        try (ClickStatsApi another = TestApi.start(KIT.database(), KIT.clock(), PUBLISHED, Map.of())) {
            String lines =
                    "POST /track/click HTTP/1.1\r\nHost: localhost\r\n" + header + "Content-Length: " + body.length();
            assertThat(KIT.anonymous().at(another.port()).raw(lines, body)).startsWith("HTTP/1.1 200");
        }
        assertThat(PUBLISHED.events().findValuesAsText("user_agent")).containsExactly("-");
    }

    @Test
    void givesEachRecordedEventAnIdOfItsOwn() throws Exception {
        post("/track/lead", """
                {"clickId":"click_2","eventName":"Ids","customerExternalId":"u-40","eventQuantity":3}""");
        post("/track/sale", """
                {"clickId":"click_2","customerExternalId":"u-41","amount":1}""");
        Set<String> ids = new HashSet<>();
        Set<String> customers = new HashSet<>();
        for (JsonNode event : PUBLISHED.events()) {
            ids.add(event.get("event_id").asText());
            customers.add(event.at("/customer/id").asText());
        }
        assertThat(ids).hasSize(5);
        assertThat(customers).hasSize(2);
    }

    @Test
    void answersARepeatedClickOfAVisitorWithTheFirst() throws Exception {
        String body = """
                {"domain":"b.acme.test","key":"sale"}""";
        JsonNode first = JSON.readTree(post("/track/click", body).body());
        assertThat(JSON.readTree(post("/track/click", body).body())).isEqualTo(first);
        assertThat(PUBLISHED.events()).hasSize(1);
        assertThat(PUBLISHED.events().get(0).get("event_id")).isEqualTo(first.get("clickId"));
    }

    @Test
    void findsAClickThatTheLogGetsAMomentLater() throws Exception {
        CompletableFuture<Void> job = CompletableFuture.runAsync(
                () -> KIT.update("""
                        INSERT INTO click_event
                        SELECT (jsonb_populate_record(c, '{"event_id":"fresh","occurred_at":"2026-08-11T10:00:00Z"}')).*
                          FROM click_event c
                         WHERE account_id = 'acme' AND event_id = ?""", "click_2"), CompletableFuture.delayedExecutor(700, TimeUnit.MILLISECONDS));
        try {
            HttpResponse<String> lead = post("/track/lead", """
                    {"clickId":"fresh","eventName":"Fresh","customerExternalId":"u-42"}""");
            assertThat(lead.statusCode()).as(lead.body()).isEqualTo(200);
        } finally {
            job.join();
            KIT.update("DELETE FROM click_event WHERE account_id = 'acme' AND event_id = ?", "fresh");
        }
    }

    /** Path and body, with a blank between them. */
    private static HttpResponse<String> post(String request) throws Exception {
        String[] parts = request.split(" ", 2);
        return post(parts[0], parts[1]);
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        return KIT.client("key").post(path, body);
    }
}
