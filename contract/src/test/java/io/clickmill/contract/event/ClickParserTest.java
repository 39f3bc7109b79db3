package io.clickmill.contract.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.settings.Currencies;
import io.clickmill.contract.words.Words;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClickParserTest {
    private static final long ARRIVAL = Instant.parse("2024-05-01T12:00:00Z").toEpochMilli();

    private static final String LEAST = "{\"event_id\":\"e1\",\"account_id\":\"acme\",\"timestamp\":" + ARRIVAL + "}";

    private final ClickParser parser = new ClickParser(EventRules.DEFAULTS);

    @Test
    void givesAbsentFieldsTheirDefaults() {
        Event event = event(LEAST);
        assertThat(event).isEqualTo(Event.build(c -> {
            c.accountId = "acme";
            c.eventId = "e1";
            c.occurredAt = ARRIVAL;
            c.appendedAt = ARRIVAL;
            c.kafkaPartition = 3;
            c.kafkaOffset = 42;
        }));
        assertThat(event.message().urlLocation()).isNull();
        assertThat(event.kind()).isEqualTo(EventKind.CLICK);
        assertThat(event.request().trigger()).isEqualTo(Trigger.LINK);
        assertThat(event.customer()).isNull();
        assertThat(event.params()).isEmpty();
    }

    @Test
    void readsEveryField() {
        Event event = event("""
                {"event_id":"e1","account_id":"acme","timestamp":"2024-05-01T11:59:59.123456Z","event":"sale",
                 "link_id":"l","url":"https://x.test/?a=1","domain":"d.test","key":"k","custom_link_title":"Title",
                 "external_id":"ex","tenant_id":"te","folder_id":"fo","group_id":"gr","partner_id":"pa",
                 "tag_ids":["t1",2],"campaign_id":7,"step_id":"st","source_id":"so","url_location":0,
                 "subscriber_id":"su","email_address":"a@b.test","profile_id":"pr","params":{"p":"1","q":2,"r":null},
                 "ip":"81.2.69.142","user_agent":"UA","referer":"https://r.test/","trigger":"qr","country":"GB",
                 "region":"GB-ENG","city":"London","continent":"EU","click_id":"c0","event_name":"Purchase",
                 "customer":{"id":"1","external_id":"2","name":"N\\u00e9","email":"e@m.test","avatar":"av",
                             "country":"DE","created_at":"2020-01-01T00:00:00Z","unknown":[{}]},
                 "sale":{"amount":1999,"currency":"usd","invoice_id":"i","payment_processor":"stripe","x":{}},
                 "metadata":{"a": 1.50, "b": [true, null, "\\u00e9\\ud83d\\ude00"]},
                 "unknown":{"nested":[1,{"a":"\\u0000"}]}}
                """);
        assertThat(event).isEqualTo(Event.build(c -> {
            c.accountId = "acme";
            c.eventId = "e1";
            c.occurredAt = ARRIVAL - 877;
            c.appendedAt = ARRIVAL;
            c.kafkaPartition = 3;
            c.kafkaOffset = 42;
            c.kind = EventKind.SALE;
            c.linkId = "l";
            c.url = "https://x.test/?a=1";
            c.domain = "d.test";
            c.key = "k";
            c.customLinkTitle = "Title";
            c.externalId = "ex";
            c.tenantId = "te";
            c.folderId = "fo";
            c.groupId = "gr";
            c.partnerId = "pa";
            c.tagIds = List.of("t1", "2");
            c.campaignId = "7";
            c.stepId = "st";
            c.sourceId = "so";
            c.urlLocation = 0;
            c.subscriberId = "su";
            c.emailAddress = "a@b.test";
            c.profileId = "pr";
            c.params = Map.of("p", "1", "q", "2");
            c.ip = "81.2.69.142";
            c.userAgent = "UA";
            c.referer = "https://r.test/";
            c.trigger = Trigger.QR;
            c.country = "GB";
            c.region = "GB-ENG";
            c.city = "London";
            c.continent = "EU";
            c.clickId = "c0";
            c.eventName = "Purchase";
            c.customer =
                    new Event.Customer("1", "2", "Né", "e@m.test", "av", "DE", Instant.parse("2020-01-01T00:00:00Z"));
            c.sale = new Event.Sale(1999, "usd", "i", "stripe");
            c.metadata = "{\"a\":1.50,\"b\":[true,null,\"é😀\"]}";
        }));
    }

    /** 0 is a time, and not an absent one. */
    @ParameterizedTest
    @ValueSource(strings = {"0", "\"1970-01-01T00:00:00Z\"", "\"1970-01-01T02:00:00+02:00\""})
    void readsACustomerOfTheFirstInstant(String time) {
        assertThat(event(with("\"customer\":{\"created_at\":" + time + "}")).customer())
                .isEqualTo(new Event.Customer("", "", "", "", "", "", Instant.EPOCH));
        assertThat(event(with("\"customer\":{\"created_at\":null}")).customer())
                .isEqualTo(new Event.Customer("", "", "", "", "", "", null));
    }

    @Test
    void takesTheCampaignForAnAbsentSource() {
        assertThat(event(with("\"campaign_id\":\"c\"")).message().sourceId()).isEqualTo("c");
    }

    @Test
    void readsAbsentParamsOffTheUrl() {
        assertThat(event(with("\"url\":\"{{base}}?a=b%20c\"")).params()).isEqualTo(Map.of("a", "b c"));
        assertThat(event(with("\"url\":\"x?a=1\",\"params\":{}")).params()).isEmpty();
    }

    @Test
    void takesNullForAbsent() {
        Event event = event(with("\"event\":null,\"customer\":null,\"sale\":null,\"url\":null"));
        assertThat(event).isEqualTo(event(LEAST));
    }

    @Test
    void keepsControlCharactersOtherThanNul() {
        assertThat(event(with("\"city\":\"a\\u0001\\n\\u007f\"")).place().city())
                .isEqualTo("a\u0001\n\u007f");
    }

    @Test
    void readsAByteOrderMarkAndWhiteSpaceAroundTheObject() {
        assertThat(event("\uFEFF" + LEAST + " \r\n\t").eventId()).isEqualTo("e1");
        assertThat(event(" \n" + LEAST).eventId()).isEqualTo("e1");
    }

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "rejected-clicks.csv", delimiter = '|', quoteCharacter = '`', numLinesToSkip = 2)
    void rejectsFieldsThatCannotBeCounted(String description, String fields, RejectReason reason, String detail) {
        assertThat(rejected(with(fields))).isEqualTo(reason + " " + detail);
    }

    @ParameterizedTest
    @ValueSource(strings = {"event_id", "account_id", "timestamp"})
    void rejectsAClickWithoutARequiredField(String field) {
        String missing = "MISSING_FIELD " + field + ": absent";
        assertThat(rejected(LEAST.replace(field, "other"))).startsWith(missing);
        assertThat(rejected(LEAST.replace(field, "other").replace("}", ",\"" + field + "\":null}")))
                .startsWith(missing);
    }

    @Test
    void rejectsTextsBeyondTheirLimits() {
        assertThat(event(with("\"event_id\":\"" + "x".repeat(128) + "\"")).eventId())
                .hasSize(128);
        assertThat(rejected(with("\"event_id\":\"" + "x".repeat(129) + "\"")))
                .isEqualTo("INVALID_FIELD event_id: \"" + "x".repeat(99) + "… (expected: at most 128 characters)");
        assertThat(event(with("\"url\":\"" + "x".repeat(8192) + "\"")).link().url())
                .hasSize(8192);
        assertThat(rejected(with("\"url\":\"" + "x".repeat(8193) + "\""))).startsWith("INVALID_FIELD url: ");
    }

    @Test
    void takesMoneyInTheAccountsCurrencyOnly() {
        ClickParser parser = new ClickParser(new EventRules(
                EventRules.DEFAULTS.retention(), EventRules.DEFAULTS.maxAhead(), Currencies.parse("acme=eur")));
        for (String currency : List.of("\"eur\"", "\"EUR\"", "\"\"", "null")) {
            byte[] sale = with("\"event\":\"sale\",\"sale\":{\"amount\":5,\"currency\":" + currency + "}")
                    .getBytes(UTF_8);
            assertThat(parser.parse("clicks", 3, 42, ARRIVAL, null, sale)
                            .event()
                            .sale())
                    .isEqualTo(new Event.Sale(5, "eur", "", ""));
        }
        byte[] dollars = with("\"sale\":{\"amount\":5,\"currency\":\"usd\"}").getBytes(UTF_8);
        RejectedClick rejected =
                parser.parse("clicks", 3, 42, ARRIVAL, null, dollars).rejected();
        assertThat(rejected.reason()).isEqualTo(RejectReason.INVALID_FIELD);
        assertThat(rejected.detail()).isEqualTo("sale.currency: usd (expected: eur, the account's currency)");
        assertThat(rejected(with("\"sale\":{\"amount\":5,\"currency\":\"eur\"}")))
                .isEqualTo("INVALID_FIELD sale.currency: eur (expected: usd, the account's currency)");
    }

    @Test
    void rejectsListsBeyondTheirLimits() {
        assertThat(event(with("\"tag_ids\":[" + "1,".repeat(99) + "1]")).link().tagIds())
                .hasSize(100);
        assertThat(rejected(with("\"tag_ids\":[" + "1,".repeat(100) + "1]")))
                .isEqualTo("INVALID_FIELD tag_ids: more than 100 (expected: an array of at most 100 texts)");
        assertThat(event(with("\"params\":{" + params(200) + "}")).params()).hasSize(200);
        assertThat(rejected(with("\"params\":{" + params(201) + "}")))
                .isEqualTo("INVALID_FIELD params: more than 200 (expected: an object of at most 200 texts)");
    }

    @Test
    void rejectsARecordWithoutAValue() {
        assertThat(rejected((byte[]) null)).startsWith("EMPTY_RECORD ");
        assertThat(rejected(new byte[0])).startsWith("EMPTY_RECORD ");
        assertThat(rejected(" \n ")).startsWith("EMPTY_RECORD ");
    }

    @Test
    void rejectsARecordOfMoreThan65536Bytes() {
        String padded = LEAST + " ".repeat(65_536 - LEAST.length());
        assertThat(event(padded).eventId()).isEqualTo("e1");
        assertThat(rejected(padded + " ")).isEqualTo("TOO_LARGE 65537 bytes (expected: at most 65536)");
    }

    @Test
    void rejectsWhatIsNotUtf8() {
        assertThat(rejected(with("\"city\":\"Orléans\"").getBytes(ISO_8859_1)))
                .startsWith("INVALID_UTF8 the bytes from ");
        assertThat(rejected(LEAST.getBytes(UTF_16LE))).startsWith("INVALID_UTF8 byte 1 is NUL");
        String surrogate = with("\"city\":\"\u00ed\u00a0\u0080\"");
        assertThat(rejected(surrogate.getBytes(ISO_8859_1))).startsWith("INVALID_UTF8 ");
        String overlong = with("\"city\":\"\u00c0\u0080\"");
        assertThat(rejected(overlong.getBytes(ISO_8859_1))).startsWith("INVALID_UTF8 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"a\"}",
                "{\"a\":1,}",
                "{'a':1}",
                "{\"a\":\"",
                "{\"a\":NaN}",
                "{\"a\":01}",
                "hello",
                "nul",
                "{\"a\":\"\u0000\"}",
                "{\"a\":\"line\nbreak\"}"
            })
    void rejectsWhatIsNotJson(String text) {
        assertThat(rejected(text)).startsWith("INVALID_JSON ");
    }

    @Test
    void rejectsWhatFollowsTheObject() {
        assertThat(rejected(LEAST + LEAST))
                .isEqualTo("INVALID_JSON an object follows the object (expected: one object a record)");
        assertThat(rejected(LEAST + "x")).startsWith("INVALID_JSON ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"text\"", "12", "null", "true"})
    void rejectsJsonThatIsNotAnObject(String text) {
        assertThat(rejected(text)).startsWith("NOT_AN_OBJECT ");
    }

    @Test
    void rejectsDeepNesting() {
        assertThat(event(with("\"x\":" + "[".repeat(31) + "]".repeat(31))).eventId())
                .isEqualTo("e1");
        assertThat(rejected(with("\"x\":" + "[".repeat(32) + "]".repeat(32)))).startsWith("TOO_DEEP ");
        assertThat(rejected(with("\"metadata\":" + "{\"a\":".repeat(6_000)))).startsWith("TOO_DEEP ");
        assertThat(rejected("{\"x\":" + "[".repeat(65_000))).startsWith("TOO_DEEP ");
    }

    @Test
    void readsNamesAndNumbersAsLongAsTheRecord() {
        assertThat(event(with("\"" + "n".repeat(60_000) + "\":1")).eventId()).isEqualTo("e1");
        assertThat(event(with("\"x\":" + "9".repeat(60_000))).eventId()).isEqualTo("e1");
        assertThat(rejected(with("\"campaign_id\":" + "9".repeat(60_000))))
                .startsWith("INVALID_FIELD campaign_id: 999");
    }

    @Test
    void measuresAgeAgainstTheArrival() {
        long ahead = EventRules.DEFAULTS.maxAhead().toMillis();
        long retention = EventRules.DEFAULTS.retention().toMillis();
        assertThat(event(at(ARRIVAL + ahead)).occurredAt()).isEqualTo(ARRIVAL + ahead);
        assertThat(rejected(at(ARRIVAL + ahead + 1))).startsWith("IN_THE_FUTURE ");
        assertThat(event(at(ARRIVAL - retention)).occurredAt()).isEqualTo(ARRIVAL - retention);
        assertThat(rejected(at(ARRIVAL - retention - 1))).startsWith("TOO_OLD ");
    }

    @Test
    void keepsTheOriginalOfARejectedRecord() {
        byte[] key = {1, 2};
        byte[] value = {(byte) 0xFF, 0};
        RejectedClick rejected =
                parser.parse("clicks", 3, 42, ARRIVAL, key, value).rejected();
        assertThat(rejected.key()).isSameAs(key);
        assertThat(rejected.value()).isSameAs(value);
        assertThat(rejected.topic()).isEqualTo("clicks");
        assertThat(rejected.partition()).isEqualTo(3);
        assertThat(rejected.offset()).isEqualTo(42);
        assertThat(rejected.appendedAt()).isEqualTo(ARRIVAL);
    }

    @Test
    void neverThrowsForRandomBytes() {
        Random random = new Random(20240501);
        for (int i = 0; i < 20_000; i++) {
            byte[] value = new byte[random.nextInt(200)];
            random.nextBytes(value);
            assertThat(rejected(value)).isNotEmpty();
        }
    }

    @Test
    void neverThrowsForDamagedClicks() {
        String whole = with("""
                "metadata":{"a":[1e3,"\\u00e9"]},"params":{"a":"b"},"tag_ids":["é"],"sale":{"amount":1},
                "customer":{"created_at":"2020-01-01T00:00:00Z"},"url":"x?%zz&a=%41#","city":"😀"
                """);
        byte[] oddBytes = "\\\"{}[]:,u0d8%\u0000\u00ff\u00ed\u00a0e+-.9nt".getBytes(ISO_8859_1);
        Random random = new Random(7);
        Set<RejectReason> seen = EnumSet.noneOf(RejectReason.class);
        for (int i = 0; i < 50_000; i++) {
            byte[] damaged = whole.getBytes(UTF_8);
            for (int hits = 1 + random.nextInt(3); hits > 0; hits--) {
                damaged[random.nextInt(damaged.length)] = oddBytes[random.nextInt(oddBytes.length)];
            }
            ParsedRecord parsed = parser.parse("clicks", 0, i, ARRIVAL, null, damaged);
            if (parsed.rejected() != null) {
                seen.add(parsed.rejected().reason());
            }
        }
        assertThat(seen)
                .contains(RejectReason.INVALID_JSON, RejectReason.INVALID_UTF8, RejectReason.MISSING_FIELD)
                .contains(RejectReason.INVALID_FIELD, RejectReason.IN_THE_FUTURE, RejectReason.TOO_OLD);
    }

    @Test
    void namesEveryReason() {
        assertThat(Words.all(RejectReason.class))
                .containsExactly(("empty_record too_large invalid_utf8 invalid_json not_an_object too_deep"
                                + " missing_field invalid_field invalid_text invalid_timestamp in_the_future too_old client_time")
                        .split(" "));
        assertThat(RejectReason.values())
                .extracting(RejectReason::sentence)
                .allMatch(sentence -> sentence.endsWith("."));
    }

    private Event event(String json) {
        ParsedRecord parsed = parser.parse("clicks", 3, 42, ARRIVAL, null, json.getBytes(UTF_8));
        assertThat(parsed.rejected()).isNull();
        return parsed.event();
    }

    private String rejected(String text) {
        return rejected(text.getBytes(UTF_8));
    }

    private String rejected(byte[] value) {
        RejectedClick rejected =
                parser.parse("clicks", 3, 42, ARRIVAL, null, value).rejected();
        assertThat(rejected).isNotNull();
        return rejected.reason() + " " + rejected.detail();
    }

    /** The smallest valid click, with these fields added at its end, so that they override its own. */
    private static String with(String fields) {
        return LEAST.substring(0, LEAST.length() - 1) + "," + fields + "}";
    }

    private static String at(long epochMillis) {
        return with("\"timestamp\":" + epochMillis);
    }

    private static String params(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"p" + i + "\":1").collect(Collectors.joining(","));
    }
}
