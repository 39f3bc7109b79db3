package io.clickmill.contract.links;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.event.RejectReason;
import io.clickmill.contract.event.RejectedClick;
import java.time.Instant;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkParserTest {
    private static final long WRITTEN = Instant.parse("2024-05-01T12:00:00Z").toEpochMilli();
    private static final String KEY = "acme\u001Fl1";
    private static final String LEAST = "{\"account_id\":\"acme\",\"link_id\":\"l1\"}";

    private final LinkParser parser = new LinkParser();

    @Test
    void givesAbsentFieldsTheirDefaults() {
        assertThat(parse(KEY, LEAST).link())
                .isEqualTo(new LinkRecord("acme", "l1", 3, 42, new Link("", "", "", "", "{}", null, WRITTEN)));
    }

    @Test
    void readsEveryField() {
        String fields = """
                {"account_id":"acme","link_id":"l1","domain":"go.test","key":"k","url":"https://x.test/?{{a}}",
                 "external_id":7,"tenant_id":"te","program_id":"pr","partner_id":"pa","folder_id":"fo",
                 "group_id":"gr","user_id":"us","title":"T\\u00e9","description":"de","comments":"co","image":"im",
                 "video":"vi","ios":"i","android":"an","expired_url":"ex","utm_source":"so","utm_medium":"me",
                 "utm_campaign":"ca","utm_term":"te","utm_content":"co","archived":true,"track_conversion":false,
                 "proxy":true,"rewrite":false,"do_index":true,"public_stats":false,
                 "expires_at":"2024-06-01T02:00:00+02:00","disabled_at":1714564800123,
                 "test_started_at":"2024-05-01T00:00:00Z","test_completed_at":"2024-05-02T00:00:00.5Z",
                 "geo":{"DE":"https://de.test/","FR":null},"tags":[{"id":"t1","name":"Spring","color":"green","x":1}],
                 "webhook_ids":["w1",2],"test_variants":[{"url":"https://a.test/","percentage":40}],
                 "created_at":"2024-01-01T00:00:00Z","updated_at":1714564799000,
                 "password":"hunter2","last_clicked":"now","unknown":[{}]}
                """;
        String attributes = """
                {"tenant_id":"te","program_id":"pr","partner_id":"pa","folder_id":"fo",\
                "group_id":"gr","user_id":"us","title":"Té","description":"de","comments":"co","image":"im",\
                "video":"vi","ios":"i","android":"an","expired_url":"ex","utm_source":"so","utm_medium":"me",\
                "utm_campaign":"ca","utm_term":"te","utm_content":"co","archived":true,"track_conversion":false,\
                "proxy":true,"rewrite":false,"do_index":true,"public_stats":false,\
                "expires_at":"2024-06-01T00:00:00.000Z","disabled_at":"2024-05-01T12:00:00.123Z",\
                "test_started_at":"2024-05-01T00:00:00.000Z","test_completed_at":"2024-05-02T00:00:00.500Z",\
                "geo":{"DE":"https://de.test/"},"tags":[{"id":"t1","name":"Spring","color":"green"}],\
                "webhook_ids":["w1","2"],"test_variants":[{"url":"https://a.test/","percentage":40}]}""";
        assertThat(parse(KEY, fields).link())
                .isEqualTo(new LinkRecord(
                        "acme",
                        "l1",
                        3,
                        42,
                        new Link(
                                "go.test",
                                "k",
                                "https://x.test/?{{a}}",
                                "7",
                                attributes,
                                Instant.parse("2024-01-01T00:00:00Z").toEpochMilli(),
                                WRITTEN - 1_000)));
    }

    /** 0 is a time, and not an absent one. */
    @ParameterizedTest
    @ValueSource(strings = {"0", "\"1970-01-01T00:00:00Z\""})
    void readsALinkOfTheFirstInstant(String time) {
        assertThat(parse(KEY, with("\"created_at\":" + time)).link().link())
                .isEqualTo(new Link("", "", "", "", "{}", 0L, WRITTEN));
    }

    @Test
    void takesTheLastOfTwoFieldsAndNullForAbsent() {
        Link link = parse(KEY, with("\"domain\":\"a\",\"domain\":\"b\",\"title\":\"x\",\"title\":null,\"key\":null"))
                .link()
                .link();
        assertThat(link).isEqualTo(new Link("b", "", "", "", "{\"title\":\"x\"}", null, WRITTEN));
    }

    @Test
    void deletesALinkForARecordWithoutAValue() {
        assertThat(parser.parse("links", 3, 42, WRITTEN, KEY.getBytes(UTF_8), null)
                        .link())
                .isEqualTo(new LinkRecord("acme", "l1", 3, 42, null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            acme|acme
            |
            acme\u001Fl2|acme\uFFFDl2
            a\u001Fcme\u001Fl1|a\uFFFDcme\uFFFDl1
            """)
    void rejectsAWrongKey(@Nullable String key, @Nullable String shown) {
        byte[] bytes = key == null ? null : key.getBytes(UTF_8);
        String expected = " (expected: account_id, U+001F and link_id, without NUL)";
        assertThat(parser.parse("links", 3, 42, WRITTEN, bytes, LEAST.getBytes(UTF_8))
                        .rejected()
                        .detail())
                .isEqualTo("the record's key: " + (shown == null ? "absent" : shown) + expected);
    }

    @Test
    void rejectsALinkOfAnAccountThatNoKeyCanName() {
        assertThat(rejected("a\u001Fcme\u001Fl1", with("\"account_id\":\"a\\u001fcme\"")))
                .startsWith("INVALID_FIELD the record's key: ");
    }

    @Test
    void rejectsADeletionWithoutAValidKey() {
        for (byte[] key : new byte[][] {null, {}, "acme".getBytes(UTF_8), "a\u001F\0".getBytes(UTF_8)}) {
            assertThat(parser.parse("links", 3, 42, WRITTEN, key, null)
                            .rejected()
                            .reason())
                    .isEqualTo(RejectReason.INVALID_FIELD);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "account_id":""            | MISSING_FIELD account_id: absent (expected: text of 1 to 128 characters)
            "link_id":""               | MISSING_FIELD link_id: absent (expected: text of 1 to 256 characters)
            "title":true               | INVALID_FIELD title: true (expected: text)
            "title":"\\u0000"          | INVALID_TEXT title: "�" (expected: no NUL character)
            "archived":"yes"           | INVALID_FIELD archived: "yes" (expected: true or false)
            "archived":1               | INVALID_FIELD archived: 1 (expected: true or false)
            "created_at":"today"       | INVALID_FIELD created_at: "today" (expected: ISO 8601 with Z or an offset, or epoch milliseconds as a whole number)
            "expires_at":-1            | INVALID_FIELD expires_at: -1 (expected: 0..253402300799999)
            "geo":[]                   | INVALID_FIELD geo: an array (expected: an object of at most 676 texts)
            "geo":{"DE":{}}            | INVALID_FIELD geo.DE: an object (expected: text)
            "tags":{}                  | INVALID_FIELD tags: an object (expected: an array of at most 100 objects)
            "tags":["t1"]              | INVALID_FIELD tags: "t1" (expected: objects with id, name and color)
            "tags":[{"id":"t1"}]       | MISSING_FIELD tags.name: absent (expected: text)
            "tags":[{"color":"#fff"}]  | INVALID_FIELD tags.color: "#fff" (expected: red, yellow, green, blue, purple, brown, gray or pink)
            "webhook_ids":"w"          | INVALID_FIELD webhook_ids: "w" (expected: an array of at most 100 texts)
            "webhook_ids":[null]       | INVALID_FIELD webhook_ids: null (expected: text)
            "test_variants":[{"url":1}]| MISSING_FIELD test_variants.percentage: absent (expected: 0..100)
            "test_variants":[{"percentage":101}] | INVALID_FIELD test_variants.percentage: 101 (expected: 0..100)
            """)
    void rejectsInvalidFields(String field, String expected) {
        assertThat(rejected(KEY, with(field))).isEqualTo(expected);
    }

    @Test
    void rejectsRecordsBeyondTheLimits() {
        assertThat(rejected(KEY, with("\"key\":\"" + "k".repeat(1_025) + "\"")))
                .startsWith("INVALID_FIELD key: ")
                .endsWith("(expected: at most 1024 characters)");
        assertThat(rejected(KEY, with("\"webhook_ids\":[" + "1,".repeat(100) + "1]")))
                .isEqualTo("INVALID_FIELD webhook_ids: more than 100 (expected: an array of at most 100 texts)");
        String geo =
                IntStream.rangeClosed(0, 676).mapToObj(i -> "\"" + i + "\":1").collect(Collectors.joining(","));
        assertThat(rejected(KEY, with("\"geo\":{" + geo + "}")))
                .isEqualTo("INVALID_FIELD geo: more than 676 (expected: an object of at most 676 texts)");
        assertThat(rejected(KEY, LEAST + " ".repeat(65_536))).startsWith("TOO_LARGE ");
        assertThat(rejected(KEY, with("\"x\":" + "[".repeat(32)))).startsWith("TOO_DEEP ");
        assertThat(rejected(KEY, "")).startsWith("EMPTY_RECORD ");
        assertThat(rejected(KEY, "[]")).startsWith("NOT_AN_OBJECT ");
    }

    @Test
    void neverThrowsForDamagedLinks() {
        byte[] whole = with("\"geo\":{\"DE\":\"é\"},\"tags\":[{\"id\":1,\"name\":\"\\u00e9\"}],\"created_at\":1e3")
                .getBytes(UTF_8);
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            byte[] key = KEY.getBytes(UTF_8);
            key[random.nextInt(key.length)] = (byte) random.nextInt(256);
            assertThat(parser.parse("links", 0, i, WRITTEN, i % 2 == 0 ? KEY.getBytes(UTF_8) : key, damaged))
                    .isNotNull();
        }
    }

    private ParsedLink parse(String key, String json) {
        return parser.parse("links", 3, 42, WRITTEN, key.getBytes(UTF_8), json.getBytes(UTF_8));
    }

    private String rejected(String key, String json) {
        RejectedClick rejected = parse(key, json).rejected();
        assertThat(rejected).isNotNull();
        return rejected.reason() + " " + rejected.detail();
    }

    private static String with(String fields) {
        return LEAST.substring(0, LEAST.length() - 1) + "," + fields + "}";
    }
}
