package io.clickmill.bench.ask;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

/** Asks a database by JDBC. */
final class SqlAsker {
    private final Connection connection;
    private final SqlDialect dialect;

    SqlAsker(Connection connection, SqlDialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
    }

    Answer ask(Question question) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(QuestionSql.of(question, dialect))) {
            int columns = rows.getMetaData().getColumnCount();
            int keys = columns - (question.asksUniques() ? 2 : 1);
            List<Answer.Row> read = new ArrayList<>();
            while (rows.next()) {
                List<String> key = new ArrayList<>();
                for (int column = 1; column <= keys; column++) {
                    boolean isStart = question.isSeries() && column == keys;
                    key.add(isStart ? start(rows, column) : rows.getString(column));
                }
                long uniques = question.asksUniques() ? rows.getLong(columns) : 0;
                read.add(new Answer.Row(key, rows.getLong(keys + 1), uniques, 0));
            }
            return new Answer(read);
        }
    }

    private static String start(ResultSet rows, int column) throws SQLException {
        Object start = rows.getObject(column);
        return (start instanceof Timestamp timestamp ? timestamp.toLocalDateTime() : (LocalDateTime) start).toString();
    }
}
