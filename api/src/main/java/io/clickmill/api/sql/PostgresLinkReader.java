package io.clickmill.api.sql;

import io.clickmill.api.query.Link;
import io.clickmill.api.query.LinkReader;
import io.clickmill.api.query.LinkTag;
import io.clickmill.api.query.StatsUnavailableException;
import io.clickmill.api.query.Text;
import java.sql.Connection;
import java.sql.SQLException;
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

    /** One question. */
    private interface Question<T> {
        T ask(Connection connection) throws SQLException;
    }

    /** Reads as any role that may select from the table. */
    public PostgresLinkReader(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public Map<String, Link> byIds(String accountId, Collection<String> linkIds) {
        if (linkIds.isEmpty()) {
            return Map.of();
        }
        return read(connection -> SelectLinks.byIds(connection, accountId, List.copyOf(linkIds))).stream()
                .collect(Collectors.toMap(Link::linkId, Function.identity()));
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
                : read(connection -> SelectLinkTags.read(connection, accountId, List.copyOf(tagIds)));
    }

    private <T> T read(Question<T> question) {
        try (Connection connection = dataSource.getConnection()) {
            return question.ask(connection);
        } catch (SQLException e) {
            throw new StatsUnavailableException("cannot read links", e);
        }
    }
}
