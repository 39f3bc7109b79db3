package io.clickmill.local.run;

import io.clickmill.contract.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Creates an account if it does not exist. Needs the database role that owns the tables. */
public final class EnsureAccount {
    private static final String INSERT = """
            INSERT INTO account (account_id)
            VALUES (?)
            ON CONFLICT (account_id) DO NOTHING
            """;

    private EnsureAccount() {}

    public static void run(DataSource owner, String accountId) throws SQLException {
        try (Connection connection = owner.getConnection()) {
            Sql.update(connection, INSERT, accountId);
        }
    }
}
