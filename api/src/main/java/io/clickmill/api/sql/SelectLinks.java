package io.clickmill.api.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.clickmill.api.query.AnswerMemory;
import io.clickmill.api.query.Link;
import io.clickmill.api.query.QueryError;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;

/** Rows of table {@code link}. */
final class SelectLinks {
    private static final String COLUMNS = """
            SELECT account_id, link_id, domain, key, url, external_id, attributes, created_at, updated_at
              FROM link
            """;

    private static final String BY_IDS = COLUMNS + """
             WHERE account_id = ?
               AND link_id = ANY (?)
            """;

    /** A key may be too long for an index, which therefore has its hash. */
    private static final String BY_SHORT_LINK = COLUMNS + """
             WHERE account_id = ?
               AND domain = ?
               AND md5(key) = md5(?)
               AND key = ?
             ORDER BY updated_at DESC, link_id
             LIMIT 1
            """;

    private static final String BY_SHORT_LINK_OF_ANY_ACCOUNT = """
            SELECT DISTINCT ON (account_id)
                   account_id, link_id, domain, key, url, external_id, attributes, created_at, updated_at
              FROM link
             WHERE domain = ?
               AND md5(key) = md5(?)
               AND key = ?
             ORDER BY account_id, updated_at DESC, link_id
             LIMIT 2
            """;

    private static final String BY_EXTERNAL_ID = COLUMNS + """
             WHERE account_id = ?
               AND external_id = ?
               AND external_id <> ''
             ORDER BY updated_at DESC, link_id
             LIMIT 1
            """;

    private static final int ATTRIBUTES_COLUMN = 7;

    /** The number of links that the driver holds at a time, of up to 64 KiB each. */
    private static final int FETCH_ROWS = 100;

    /** The size of a link without its texts: the map of its attributes, and the tree that an answer makes of it. */
    private static final int LINK_BYTES = 4_000;

    private static final QueryError TOO_LARGE = QueryError.tooLarge(
            "limit", "links that take too much memory", "a smaller limit, a shorter range or a filter");

    private static final JsonMapper JSON = new JsonMapper();

    private SelectLinks() {}

    /** Must be called in a transaction: only there the driver fetches some rows at a time. */
    static List<Link> byIds(Connection connection, String accountId, List<String> linkIds, AnswerMemory.Answer memory)
            throws SQLException {
        return new Parameters().text(accountId).texts(linkIds).list(connection, BY_IDS, FETCH_ROWS, row -> {
            memory.take(bytes(row), TOO_LARGE);
            return link(row);
        });
    }

    private static long bytes(ResultSet row) throws SQLException {
        long bytes = LINK_BYTES;
        for (int column = 1; column <= ATTRIBUTES_COLUMN; column++) {
            String text = row.getString(column);
            bytes += AnswerMemory.heldBytes(text) + AnswerMemory.writtenBytes(text);
        }
        return bytes;
    }

    static List<Link> byShortLink(Connection connection, String accountId, String domain, String key)
            throws SQLException {
        return new Parameters()
                .text(accountId)
                .text(domain)
                .text(key)
                .text(key)
                .list(connection, BY_SHORT_LINK, 0, SelectLinks::link);
    }

    /** Selects the newest link of each account, of at most two accounts. */
    static List<Link> byShortLinkOfAnyAccount(Connection connection, String domain, String key) throws SQLException {
        return new Parameters()
                .text(domain)
                .text(key)
                .text(key)
                .list(connection, BY_SHORT_LINK_OF_ANY_ACCOUNT, 0, SelectLinks::link);
    }

    static List<Link> byExternalId(Connection connection, String accountId, String externalId) throws SQLException {
        return new Parameters().text(accountId).text(externalId).list(connection, BY_EXTERNAL_ID, 0, SelectLinks::link);
    }

    private static Link link(ResultSet row) throws SQLException {
        return new Link(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                attributes(row.getString(ATTRIBUTES_COLUMN)),
                row.getObject(8, OffsetDateTime.class).toInstant(),
                row.getObject(9, OffsetDateTime.class).toInstant());
    }

    private static Map<String, Object> attributes(String json) {
        try {
            return JSON.readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("column link.attributes holds an object always", e);
        }
    }
}
