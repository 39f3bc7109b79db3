package io.clickmill.api.sql;

import io.clickmill.api.query.AnswerMemory;
import io.clickmill.api.query.Link;
import io.clickmill.api.query.LinkReader;
import io.clickmill.api.query.LinkTag;
import io.clickmill.api.query.StatsUnavailableException;
import io.clickmill.api.query.Text;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Finds links in table {@code link}. */
public final class PostgresLinkReader implements LinkReader {
    private final DataSource dataSource;
    private final AnswerMemory memory;

    /** One question whose answer is a list. */
    private interface ListQuestion<T> {
        T ask(Connection connection, AnswerMemory.Answer memory) throws SQLException;
    }

    /** Reads as any role that may select from the table, with the memory that this process has. */
    public PostgresLinkReader(DataSource dataSource) {
        this(dataSource, AnswerMemory.ofHeap(Runtime.getRuntime().maxMemory()));
    }

    /** Reads as any role that may select from the table. */
    public PostgresLinkReader(DataSource dataSource, AnswerMemory memory) {
        this.dataSource = dataSource;
        this.memory = memory;
    }

    @Override
    public Map<String, Link> byIds(String accountId, Collection<String> linkIds) {
        if (linkIds.isEmpty()) {
            return Map.of();
        }
        List<String> ids = List.copyOf(linkIds);
        return list((connection, answer) -> SelectLinks.byIds(connection, accountId, ids, answer)).stream()
                .collect(Collectors.toMap(Link::linkId, Function.identity()));
    }

    @Override
    public Map<String, Instant> lastClicks(String accountId, Collection<String> linkIds) {
        return linkIds.isEmpty()
                ? Map.of()
                : read(connection -> SelectLastClicks.read(connection, accountId, List.copyOf(linkIds)));
    }

    @Override
    public Optional<Link> byShortLink(String accountId, String domain, String key) {
        Text.require("domain", domain);
        Text.require("key", key);
        return read(connection -> SelectLinks.byShortLink(connection, accountId, domain, key)).stream()
                .findFirst();
    }

    @Override
    public List<Link> byShortLink(String domain, String key) {
        Text.require("domain", domain);
        Text.require("key", key);
        return read(connection -> SelectLinks.byShortLinkOfAnyAccount(connection, domain, key));
    }

    @Override
    public Optional<Link> byExternalId(String accountId, String externalId) {
        Text.require("external_id", externalId);
        return read(connection -> SelectLinks.byExternalId(connection, accountId, externalId)).stream()
                .findFirst();
    }

    @Override
    public Map<String, LinkTag> tags(String accountId, Collection<String> tagIds) {
        return tagIds.isEmpty()
                ? Map.of()
                : list((connection, answer) -> SelectLinkTags.read(connection, accountId, List.copyOf(tagIds), answer));
    }

    /** Asks in a transaction: only there the driver fetches some rows at a time. */
    private <T> T list(ListQuestion<T> question) {
        try (AnswerMemory.Answer answer = memory.open()) {
            return Snapshot.read(dataSource, connection -> question.ask(connection, answer));
        }
    }

    private <T> T read(Snapshot.Question<T> question) {
        try (Connection connection = dataSource.getConnection()) {
            return question.ask(connection);
        } catch (SQLException e) {
            throw new StatsUnavailableException("cannot read links", e);
        }
    }
}
