package io.clickmill.api.sql;

import io.clickmill.api.query.LoggedEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A statement that selects {@link EventRow#COLUMNS}, with its parameters. */
record EventStatement(String sql, Parameters parameters) {
    List<LoggedEvent> read(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            parameters.bind(statement);
            try (ResultSet rows = statement.executeQuery()) {
                List<LoggedEvent> events = new ArrayList<>();
                while (rows.next()) {
                    events.add(EventRow.event(rows));
                }
                return events;
            }
        }
    }
}
