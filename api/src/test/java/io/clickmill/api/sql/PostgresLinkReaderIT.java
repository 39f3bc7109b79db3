package io.clickmill.api.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.clickmill.api.query.Link;
import io.clickmill.api.query.LinkTag;
import io.clickmill.api.query.StatsUnavailableException;
import io.clickmill.contract.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class PostgresLinkReaderIT {
    private static final String INSERT = """
            INSERT INTO link (account_id, link_id, domain, key, url, external_id, attributes, created_at, updated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?)
            """;

    private static final Instant CREATED = Instant.parse("2026-05-01T12:00:00.123Z");
    private static final Instant UPDATED = Instant.parse("2026-05-02T12:00:00Z");

    /** The longest key that an event may have, of four bytes a character and hard to compress. */
    private static final String LONG_KEY = new Random(1)
            .ints(512, 0x20000, 0x2A6D0)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();

    private static final Link SHOES = new Link(
            "acme",
            "shoes",
            "go.acme.com",
            "shoes",
            "https://acme.com/shoes",
            "ext-1",
            Map.of("title", "Shoes", "archived", false, "tags", List.of(Map.of("id", "t1", "name", "Spring"))),
            CREATED,
            UPDATED);
    private static final Link UNKNOWN = link("acme", "unknown", "go.acme.com", LONG_KEY, "", UPDATED);

    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final PostgresLinkReader LINKS = new PostgresLinkReader(DATABASE.reader());

    @BeforeAll
    static void fill() throws Exception {
        insert(
                SHOES,
                "{\"title\": \"Shoes\", \"archived\": false, \"tags\": [{\"id\": \"t1\", \"name\": \"Spring\"}]}");
        insert(UNKNOWN, "{}");
        insert(link("acme", "shoes-of-old", "go.acme.com", "shoes", "ext-1", UPDATED.minusMillis(1)), "{}");
        insert(link("globex", "shoes", "go.acme.com", "shoes", "ext-1", UPDATED.plusMillis(1)), "{}");
    }

    @Test
    void findsTheKnownOnesAmongIds() {
        assertThat(LINKS.byIds("acme", List.of("shoes", "unknown", "none")))
                .isEqualTo(Map.of("shoes", SHOES, "unknown", UNKNOWN));
        assertThat(LINKS.byIds("acme", List.of())).isEmpty();
        assertThat(LINKS.byIds("nobody", List.of("shoes"))).isEmpty();
    }

    @Test
    void findsTheNewestLinkAtAShortLink() {
        assertThat(LINKS.byShortLink("acme", "go.acme.com", "shoes")).contains(SHOES);
        assertThat(LINKS.byShortLink("acme", "go.acme.com", LONG_KEY)).contains(UNKNOWN);
        assertThat(LINKS.byShortLink("acme", "go.acme.com", "Shoes")).isEmpty();
        assertThat(LINKS.byShortLink("acme", "acme.link", "shoes")).isEmpty();
    }

    @Test
    void findsTheNewestLinkAtAShortLinkOfEachAccount() {
        assertThat(LINKS.byShortLink("go.acme.com", "shoes"))
                .extracting(Link::accountId, Link::linkId)
                .containsExactly(tuple("acme", "shoes"), tuple("globex", "shoes"));
        assertThat(LINKS.byShortLink("go.acme.com", LONG_KEY)).containsExactly(UNKNOWN);
        assertThat(LINKS.byShortLink("acme.link", "shoes")).isEmpty();
    }

    @Test
    void findsTheNewestLinkOfAnExternalId() {
        assertThat(LINKS.byExternalId("acme", "ext-1")).contains(SHOES);
        assertThat(LINKS.byExternalId("acme", "ext-2")).isEmpty();
        assertThat(LINKS.byExternalId("acme", "")).isEmpty();
    }

    @Test
    void findsWhatIsKnownOfTags() {
        assertThat(LINKS.tags("acme", List.of("t1", "t2"))).isEqualTo(Map.of("t1", new LinkTag("t1", "Spring", "")));
        assertThat(LINKS.tags("globex", List.of("t1"))).isEmpty();
        assertThat(LINKS.tags("acme", List.of())).isEmpty();
    }

    @Test
    void saysThatTheStoreDoesNotAnswer() {
        PostgresLinkReader withoutTables =
                new PostgresLinkReader(TestDatabase.createEmpty().owner());
        assertThatThrownBy(() -> withoutTables.byIds("acme", List.of("shoes")))
                .isInstanceOf(StatsUnavailableException.class);
    }

    private static Link link(
            String accountId, String linkId, String domain, String key, String externalId, Instant updatedAt) {
        return new Link(accountId, linkId, domain, key, "", externalId, Map.of(), CREATED, updatedAt);
    }

    private static void insert(Link link, String attributes) throws Exception {
        try (Connection connection = DATABASE.writer().getConnection();
                PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setString(1, link.accountId());
            statement.setString(2, link.linkId());
            statement.setString(3, link.domain());
            statement.setString(4, link.key());
            statement.setString(5, link.url());
            statement.setString(6, link.externalId());
            statement.setString(7, attributes);
            statement.setObject(8, link.createdAt().atOffset(ZoneOffset.UTC));
            statement.setObject(9, link.updatedAt().atOffset(ZoneOffset.UTC));
            statement.executeUpdate();
        }
    }
}
