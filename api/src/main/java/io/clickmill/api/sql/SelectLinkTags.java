package io.clickmill.api.sql;

import io.clickmill.api.query.AnswerMemory;
import io.clickmill.api.query.LinkTag;
import io.clickmill.api.query.QueryError;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tags in the attributes of links. If several links have a tag, it is taken from the link that changed last. */
final class SelectLinkTags {
    private static final String SQL = """
            SELECT DISTINCT ON (tag ->> 'id')
                   tag ->> 'id',
                   coalesce(tag ->> 'name', tag ->> 'id'),
                   coalesce(tag ->> 'color', '')
              FROM link
             CROSS JOIN LATERAL jsonb_array_elements(attributes -> 'tags') AS tag
             WHERE account_id = ?
               AND tag ->> 'id' = ANY (?)
             ORDER BY tag ->> 'id', updated_at DESC
            """;

    private static final int FETCH_ROWS = 100;

    private static final QueryError TOO_LARGE =
            QueryError.tooLarge("limit", "tags that take too much memory", "a shorter range or a filter");

    private SelectLinkTags() {}

    /** Must be called in a transaction: only there the driver fetches some rows at a time. */
    static Map<String, LinkTag> read(
            Connection connection, String accountId, List<String> tagIds, AnswerMemory.Answer memory)
            throws SQLException {
        Map<String, LinkTag> tags = new HashMap<>();
        new Parameters().text(accountId).texts(tagIds).read(connection, SQL, FETCH_ROWS, row -> {
            for (int column = 1; column <= 3; column++) {
                String text = row.getString(column);
                memory.take(AnswerMemory.heldBytes(text) + AnswerMemory.writtenBytes(text), TOO_LARGE);
            }
            tags.put(row.getString(1), new LinkTag(row.getString(1), row.getString(2), row.getString(3)));
        });
        return tags;
    }
}
