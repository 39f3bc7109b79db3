package io.clickmill.api.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Rows of {@code click_event} of which a test gives only the columns that matter; text is empty, numbers are zero. */
public final class LogRows {
    private LogRows() {}

    /**
     * Inserts a row for each JSON object that a query returns. The object's names are those of the columns. Also stores
     * on which days the accounts have events. The rows are of March 2026.
     */
    public static void insert(DataSource owner, String query) throws SQLException {
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT ensure_click_event_partition('2026-03-01')");
            statement.execute("""
                    INSERT INTO click_event
                    SELECT event.*
                      FROM (%s) AS given (columns)
                     CROSS JOIN (SELECT jsonb_object_agg(column_name, CASE data_type
                                          WHEN 'text' THEN to_jsonb(''::text)
                                          WHEN 'ARRAY' THEN '[]'
                                          WHEN 'boolean' THEN 'false'
                                          WHEN 'jsonb' THEN '{}'
                                          WHEN 'timestamp with time zone' THEN '"2026-03-01T00:00:00Z"'
                                          ELSE '0'
                                        END)
                                   FROM information_schema.columns
                                  WHERE table_name = 'click_event'
                                    AND is_nullable = 'NO') AS empty (columns)
                     CROSS JOIN LATERAL jsonb_populate_record(NULL::click_event, empty.columns || given.columns::jsonb)
                           AS event""".formatted(query));
            statement.execute("""
                    INSERT INTO scope_span
                    SELECT DISTINCT account_id, 'account', '', date '2026-03-01', date '2026-03-31' FROM click_event
                        ON CONFLICT DO NOTHING""");
            statement.execute("ANALYZE click_event");
        }
    }
}
