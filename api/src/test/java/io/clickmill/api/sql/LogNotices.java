package io.clickmill.api.sql;

import io.clickmill.contract.LogNotice;
import io.clickmill.contract.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** What the job tells after it has written events. */
public final class LogNotices {
    private LogNotices() {}

    /** Tells that accounts have new events; without an account, that any may have. */
    public static void tell(DataSource owner, String... accountIds) throws SQLException {
        try (Connection connection = owner.getConnection()) {
            Sql.update(connection, "SELECT pg_notify(?, ?)", LogNotice.CHANNEL, LogNotice.of(List.of(accountIds)));
        }
    }
}
