package io.clickmill.bench.ingest;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** How much is in the database. Bytes are those of tables, indexes and long values. */
record StoredSize(long rollupRows, long logBytes, long rollupBytes) {
    private static final String SELECT = """
            SELECT (SELECT count(*) FROM rollup),
                   (SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree('click_event')),
                   (SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree('rollup'))
            """;

    static StoredSize read(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(SELECT);
                ResultSet row = select.executeQuery()) {
            row.next();
            return new StoredSize(row.getLong(1), row.getLong(2), row.getLong(3));
        }
    }
}
