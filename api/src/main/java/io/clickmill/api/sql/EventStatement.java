package io.clickmill.api.sql;

import io.clickmill.api.query.AnswerMemory;
import io.clickmill.contract.event.Event;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** A statement that selects {@link EventRow#COLUMNS}, with its parameters. */
record EventStatement(String sql, Parameters parameters) {
    /** Rows of up to 64 KiB that the driver holds at a time; by default it holds all before the first is read. */
    private static final int FETCH_ROWS = 100;

    /** Reads all events. Must be called in a transaction: only there the driver fetches some rows at a time. */
    List<Event> read(Connection connection, AnswerMemory.Answer memory) throws SQLException {
        return parameters.list(connection, sql, FETCH_ROWS, row -> EventRow.event(row, memory));
    }
}
