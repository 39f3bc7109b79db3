package io.clickmill.api.sql;

import io.clickmill.api.query.AccountStatus;
import io.clickmill.api.query.StatusReader;
import io.clickmill.contract.Progress;
import io.clickmill.contract.Sql;
import java.time.LocalDate;
import javax.sql.DataSource;

/** Reads tables {@code rollup_progress} and {@code rollup_gap}, and the index of late events. */
public final class PostgresStatusReader implements StatusReader {
    private static final String LATE = """
            SELECT count(*)
              FROM (SELECT
                      FROM click_event
                     WHERE account_id = ?
                       AND late
                     LIMIT ?) AS found
            """;

    private static final String GAPS = """
            SELECT DISTINCT day
              FROM rollup_gap
             WHERE account_id = ?
                OR account_id IS NULL
             ORDER BY day
             LIMIT ?
            """;

    private final DataSource dataSource;

    /** Reads as any role that may select from the tables. */
    public PostgresStatusReader(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public AccountStatus read(String accountId) {
        return Snapshot.read(
                dataSource,
                connection -> new AccountStatus(
                        Progress.read(connection),
                        Sql.first(connection, LATE, row -> row.getLong(1), accountId, AccountStatus.MAX_LATE_EVENTS)
                                .orElseThrow(),
                        Sql.list(
                                connection,
                                GAPS,
                                row -> row.getObject(1, LocalDate.class),
                                accountId,
                                AccountStatus.MAX_GAPS)));
    }
}
