package io.clickmill.job.progress;

import io.clickmill.contract.Granularity;
import io.clickmill.contract.Sql;
import io.clickmill.job.PostgresAccess;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;

/** Creates the log's monthly partitions and the minutes' daily partitions ahead of time, and drops old minutes. */
final class Partitions {
    private static final int DAYS_AHEAD = 2;

    private final Connection connection;

    Partitions(Connection connection) {
        this.connection = connection;
    }

    /**
     * Creates the log's partitions for this month and the next, and those of minutes for the day and the next two.
     * Drops those of minutes that are older than a week. Gives up if another session holds a conflicting lock, for
     * example an idle one that has read the rollups: while this waits, every new reader waits too.
     *
     * @param lockWait the longest wait of each partition for its locks
     * @return whether everything is done; if not, it must be retried
     */
    boolean maintain(LocalDate day, Duration lockWait) throws SQLException {
        try {
            // A missing partition of the current month would be created by its first event, which waits for any ANALYZE
            // and index build.
            call("SELECT ensure_click_event_partition(?)", day, lockWait);
            call("SELECT ensure_click_event_partition(?)", day.plusMonths(1), lockWait);
            for (int ahead = 0; ahead <= DAYS_AHEAD; ahead++) {
                call("SELECT ensure_rollup_minute_partition(?)", day.plusDays(ahead), lockWait);
            }
            call("SELECT drop_rollup_minutes_before(?)", day.minusDays(Granularity.MINUTES_KEPT_DAYS), lockWait);
            return true;
        } catch (SQLException e) {
            connection.rollback();
            if (PostgresAccess.LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    private void call(String function, LocalDate day, Duration lockWait) throws SQLException {
        Sql.update(connection, "SET LOCAL lock_timeout = " + lockWait.toMillis());
        Sql.update(connection, function, day);
        connection.commit();
    }
}
