package io.clickmill.api.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.api.query.QueryException;
import io.clickmill.contract.TestDatabase;
import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.Event.Client;
import io.clickmill.contract.event.Event.Customer;
import io.clickmill.contract.event.Event.KafkaRecord;
import io.clickmill.contract.event.Event.Link;
import io.clickmill.contract.event.Event.Message;
import io.clickmill.contract.event.Event.Place;
import io.clickmill.contract.event.Event.Recipient;
import io.clickmill.contract.event.Event.Request;
import io.clickmill.contract.event.Event.Sale;
import io.clickmill.contract.event.Event.Utm;
import io.clickmill.contract.event.EventKind;
import io.clickmill.contract.event.Trigger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class PostgresConversionReaderIT {
    private static final Instant ALWAYS = Instant.EPOCH;

    private static PostgresConversionReader reader;

    @BeforeAll
    static void fill() throws Exception {
        TestDatabase database = TestDatabase.create();
        LogRows.insert(database.owner(), """
                VALUES
                ('{"account_id":"acme","event":"click","event_id":"c1","occurred_at":"2026-03-02T10:00:00Z","domain":"d"}'),
                ('{"account_id":"acme","event":"click","event_id":"c1","occurred_at":"2026-03-05T10:00:00Z","domain":"d"}'),
                ('{"account_id":"acme","event":"click","event_id":"bot","occurred_at":"2026-03-05T11:00:00Z","domain":"d",
                   "bot":true}'),
                ('{"account_id":"acme","event":"click","event_id":"mail","occurred_at":"2026-03-05T12:00:00Z"}'),
                ('{"account_id":"acme","event":"lead","event_id":"l1","occurred_at":"2026-03-06T10:00:00Z",
                   "event_name":"Sign up","customer":{"id":"k1","external_id":"x1"}}'),
                ('{"account_id":"acme","event":"lead","event_id":"l2","occurred_at":"2026-03-07T10:00:00Z",
                   "event_name":"Book a call","customer":{"id":"k1","external_id":"x1"}}'),
                ('{"account_id":"acme","event":"lead","event_id":"l0","occurred_at":"2026-03-04T10:00:00Z",
                   "event_name":"Sign up","customer":{"id":"k1","external_id":"x1"}}'),
                ('{"account_id":"acme","event":"sale","event_id":"s1","occurred_at":"2026-03-08T10:00:00Z",
                   "customer":{"id":"k1","external_id":"x1"},"invoice_id":"i1","sale_amount":100}'),
                ('{"account_id":"acme","event":"sale","event_id":"s2","occurred_at":"2026-03-09T10:00:00Z",
                   "customer":{"id":"k1","external_id":"x1"},"invoice_id":"i1","sale_amount":200}'),
                ('{"account_id":"other","event":"lead","event_id":"l9","occurred_at":"2026-03-30T10:00:00Z",
                   "event_name":"Sign up","customer":{"id":"k1","external_id":"x1"}}'),
                ('{"account_id":"full","event_id":"e1","occurred_at":"2026-03-02T10:00:00.123Z","event":"sale",
                   "appended_at":"2026-03-02T10:00:01.456Z","kafka_partition":5,"kafka_offset":1099511627776,
                   "visitor":-7,"bot_reasons":["http_library"],
                   "link_id":"l","url":"https://x.test/?a=1","domain":"go.test","key":"k","external_id":"ext",
                   "tenant_id":"ten","folder_id":"fol","group_id":"gro","partner_id":"par","tag_ids":["t1","t2"],
                   "custom_link_title":"tit","campaign_id":"cam","step_id":"ste","source_id":"sou","url_location":3,
                   "subscriber_id":"sub","email_address":"ema","profile_id":"pro","params":{"a":"1"},"ip":"192.0.2.1",
                   "user_agent":"ua","referer":"https://r.test/p","referer_host":"r.test","trigger":"qr",
                   "country":"GB","region":"GB-ENG","city":"London","continent":"EU","device":"Mobile",
                   "browser":"Firefox","browser_version":"Firefox 121","os":"iOS","utm_source":"us","utm_medium":"um",
                   "utm_campaign":"uc","utm_term":"ut","utm_content":"uo","click_id":"cli","event_name":"nam",
                   "customer":{"id":"k","external_id":"x","name":"n","email":"m","avatar":"a","country":"DE",
                               "created_at":"2026-01-02T03:04:05Z"},
                   "sale_amount":4200,"sale_currency":"eur","invoice_id":"inv","payment_processor":"stripe",
                   "metadata":{"plan": "pro"}}')""");
        reader = new PostgresConversionReader(database.reader());
    }

    @Test
    void findsTheNewestClickOfAShortLinkOfHumansAndBots() {
        Event click = reader.click("acme", "c1").orElseThrow();
        assertThat(click.time()).isEqualTo("2026-03-05T10:00:00Z");
        assertThat(click.kind()).isEqualTo(EventKind.CLICK);
        assertThat(click.customer()).isNull();
        assertThat(click.sale()).isNull();
        assertThat(click.metadata()).isNull();
        assertThat(reader.click("acme", "bot")).isPresent();
        assertThat(reader.click("acme", "mail")).isEmpty();
        assertThat(reader.click("acme", "l1")).isEmpty();
        assertThat(reader.click("other", "c1")).isEmpty();
        assertThat(reader.click("nobody", "c1")).isEmpty();
    }

    @Test
    void findsTheNewestLeadOfACustomer() {
        assertThat(ids(reader.lastLead("acme", "x1", Optional.empty()))).contains("l2");
        assertThat(ids(reader.lastLead("acme", "x1", Optional.of("Sign up")))).contains("l1");
        assertThat(ids(reader.lastLead("acme", "x1", Optional.of("sign-UP")))).contains("l1");
        assertThat(ids(reader.lastLead("acme", "x1", Optional.of("Signup")))).isEmpty();
        assertThat(ids(reader.lastLead("acme", "k1", Optional.empty()))).isEmpty();
        assertThat(ids(reader.lastLead("acme", "", Optional.empty()))).isEmpty();
    }

    @Test
    void findsALeadSinceAnInstant() {
        Instant newest = Instant.parse("2026-03-06T10:00:00Z");
        assertThat(ids(reader.lead("acme", "x1", "Sign up", newest))).contains("l1");
        assertThat(ids(reader.lead("acme", "x1", "Sign up", newest.plusMillis(1))))
                .isEmpty();
        assertThat(ids(reader.lead("acme", "x1", "Sign up", Instant.parse("2027-01-01T00:00:00Z"))))
                .isEmpty();
    }

    @Test
    void findsTheFirstSaleOfAnInvoiceSinceAnInstant() {
        assertThat(ids(reader.sale("acme", "i1", ALWAYS))).contains("s1");
        assertThat(ids(reader.sale("acme", "i1", Instant.parse("2026-03-08T10:00:00.001Z"))))
                .contains("s2");
        assertThat(ids(reader.sale("acme", "i1", Instant.parse("2026-03-09T10:00:00.001Z"))))
                .isEmpty();
        assertThat(ids(reader.sale("acme", "", ALWAYS))).isEmpty();
        assertThat(ids(reader.sale("other", "i1", ALWAYS))).isEmpty();
    }

    @Test
    void readsEveryColumn() {
        assertThat(reader.sale("full", "inv", ALWAYS))
                .contains(new Event(
                        "full",
                        "e1",
                        Instant.parse("2026-03-02T10:00:00.123Z").toEpochMilli(),
                        EventKind.SALE,
                        new KafkaRecord(
                                Instant.parse("2026-03-02T10:00:01.456Z").toEpochMilli(), 5, 1L << 40),
                        new Link(
                                "l",
                                "https://x.test/?a=1",
                                "go.test",
                                "k",
                                "ext",
                                "ten",
                                "fol",
                                "gro",
                                "par",
                                List.of("t1", "t2"),
                                "tit"),
                        new Message("cam", "ste", "sou", 3),
                        new Recipient("sub", "ema", "pro"),
                        Map.of("a", "1"),
                        new Request("192.0.2.1", "ua", "https://r.test/p", "r.test", Trigger.QR),
                        new Place("GB", "GB-ENG", "London", "EU"),
                        new Client("Mobile", "Firefox", "Firefox 121", "iOS"),
                        new Utm("us", "um", "uc", "ut", "uo"),
                        "cli",
                        "nam",
                        new Customer("k", "x", "n", "m", "a", "DE", Instant.parse("2026-01-02T03:04:05Z")),
                        new Sale(4_200, "eur", "inv", "stripe"),
                        "{\"plan\": \"pro\"}",
                        -7,
                        List.of("http_library")));
    }

    @Test
    void refusesCharactersThatNoTextHolds() {
        assertThatThrownBy(() -> reader.click("acme", "a\0"))
                .isInstanceOf(QueryException.class)
                .hasMessageStartingWith("event_id: a value with U+0000");
        assertThatThrownBy(() -> reader.lastLead("acme", "a\0", Optional.empty()))
                .hasMessageStartingWith("customer_external_id: ");
        assertThatThrownBy(() -> reader.lead("acme", "a", "\0", ALWAYS)).hasMessageStartingWith("event_name: ");
        assertThatThrownBy(() -> reader.sale("acme", "\0", ALWAYS)).hasMessageStartingWith("invoice_id: ");
    }

    private static Optional<String> ids(Optional<Event> event) {
        return event.map(Event::eventId);
    }
}
