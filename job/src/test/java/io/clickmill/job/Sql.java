package io.clickmill.job;

import io.clickmill.contract.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Runs statements, and returns rows as text in UTC for assertions. */
public final class Sql {
    private final DataSource dataSource;

    /** Connects as the database's owner. */
    public Sql(TestDatabase database) {
        this.dataSource = database.pooled(TestDatabase.OWNER_ROLE);
    }

    public void run(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A line for each row, with its columns separated by {@code |}; null is {@code ~}. */
    public List<String> lines(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET TIME ZONE 'UTC'");
            // Some statements sort the whole log.
            statement.execute("SET work_mem = '128MB'");
            List<String> lines = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    StringBuilder line = new StringBuilder();
                    for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                        String value = rows.getString(i);
                        line.append(i == 1 ? "" : "|").append(value == null ? "~" : value);
                    }
                    lines.add(line.toString());
                }
            }
            return lines;
        }
    }
}
