package io.clickmill.job.progress;

import io.clickmill.contract.Granularity;
import io.clickmill.contract.Schema;
import io.clickmill.job.PostgresAccess;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.jspecify.annotations.Nullable;

/**
 * Table {@code rollup_progress} and what must be put right around it on a restart.
 *
 * <p>A watermark {@code w} says that nothing up to the millisecond {@code w} will be counted any more; the table holds
 * the first instant for which that is not so, {@code w + 1}, because buckets are half-open.
 */
public final class ProgressStore implements AutoCloseable {
    /** Minutes of today and of so many days before it are kept. */
    public static final int MINUTES_KEPT_DAYS = 7;

    private static final int PARTITION_DAYS_AHEAD = 2;

    /** SQLSTATE of a lock timeout. */
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private static final String LIMIT_LOCK_WAIT = "SET LOCAL lock_timeout = '200ms'";

    private static final String SELECT_PROGRESS = """
            SELECT progress
              FROM rollup_progress
               FOR UPDATE
            """;

    private static final String UPDATE_PROGRESS = """
            UPDATE rollup_progress
               SET progress = ?
            """;

    private static final String INSERT_GAPS = """
            INSERT INTO rollup_gap (day, reason)
            SELECT day::date, 'restored from an older checkpoint'
              FROM generate_series(?::date, ?::date, interval '1 day') AS day
            """;

    private static final String DELETE_ABOVE = """
            DELETE FROM rollup
             WHERE granularity = ?
               AND bucket_start > ?
            """;

    private static final String UPSERT_PROGRESS = """
            INSERT INTO rollup_progress (
                   progress, checkpoint_id, received, logged, duplicates, rejected, published_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (only_row) DO UPDATE
               SET progress = EXCLUDED.progress,
                   checkpoint_id = EXCLUDED.checkpoint_id,
                   received = EXCLUDED.received,
                   logged = EXCLUDED.logged,
                   duplicates = EXCLUDED.duplicates,
                   rejected = EXCLUDED.rejected,
                   published_at = EXCLUDED.published_at
            """;

    private final Connection connection;

    /** Opens stores on task managers. */
    public record Factory(PostgresAccess postgres) implements Serializable {
        /** Connects, after making sure that the schema is the one that this build knows. */
        public ProgressStore open() throws SQLException {
            try {
                Schema.requireCurrent(postgres.dataSource());
            } catch (IllegalStateException e) {
                throw new SuppressRestartsException(e);
            }
            return new ProgressStore(postgres.connect());
        }
    }

    private ProgressStore(Connection connection) throws SQLException {
        this.connection = connection;
        connection.setAutoCommit(false);
    }

    /**
     * Makes sure that no progress is there: a job without state would count everything again on top of it.
     *
     * @throws SuppressRestartsException if there is one; trying again would not help
     */
    public void requireNone() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SELECT_PROGRESS)) {
            if (row.next()) {
                throw new SuppressRestartsException(new IllegalStateException("rollup_progress: "
                        + row.getString(1)
                        + " (expected: none, as the job starts without state); start it from its newest checkpoint or"
                        + " savepoint, or with empty tables"));
            }
        } finally {
            connection.rollback();
        }
    }

    /**
     * Puts the tables back to a checkpoint: the progress becomes the checkpoint's, rows above it are deleted, because
     * this run may decide otherwise which events they hold, and days that were complete are marked as gaps if the
     * checkpoint is older than the table. Doing it twice changes nothing.
     *
     * @param watermark the windows' watermark at the checkpoint, {@link Long#MIN_VALUE} if they had none
     */
    public void restore(long watermark) throws SQLException {
        FoldLock.holdInTransaction(connection);
        OffsetDateTime restored = progress(watermark);
        OffsetDateTime before = selectProgress();
        if (before != null) {
            if (restored.isBefore(before)) {
                // The day of the table's progress was not complete, so nothing of it was folded: its rows come again.
                insertGaps(restored.toLocalDate(), before.toLocalDate().minusDays(1));
            }
            try (PreparedStatement statement = connection.prepareStatement(UPDATE_PROGRESS)) {
                statement.setObject(1, restored);
                statement.executeUpdate();
            }
        }
        for (Granularity granularity : Granularity.values()) {
            try (PreparedStatement statement = connection.prepareStatement(DELETE_ABOVE)) {
                statement.setString(1, granularity.word());
                statement.setObject(2, restored.minusNanos(granularity.lengthMillis() * 1_000_000));
                statement.executeUpdate();
            }
        }
        connection.commit();
    }

    /**
     * Publishes the progress of a completed checkpoint.
     *
     * @param watermark as for {@link #restore}
     */
    public void publish(long checkpointId, long watermark, BalanceChange balance, Instant now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(UPSERT_PROGRESS)) {
            statement.setObject(1, progress(watermark));
            statement.setLong(2, checkpointId);
            statement.setLong(3, balance.received());
            statement.setLong(4, balance.logged());
            statement.setLong(5, balance.duplicates());
            statement.setLong(6, balance.rejected());
            statement.setObject(7, now.atOffset(ZoneOffset.UTC));
            statement.executeUpdate();
        }
        connection.commit();
    }

    /**
     * Makes the partitions for minutes of the day and the next two, and drops those that are older than a week. Gives up
     * where somebody holds a lock that is in the way, for example an idle session that has read the rollups: while this
     * waits every reader waits behind it.
     *
     * @return whether everything is done; if not, it is to be tried again
     */
    public boolean maintainMinutePartitions(LocalDate day) throws SQLException {
        try {
            for (int ahead = 0; ahead <= PARTITION_DAYS_AHEAD; ahead++) {
                call("SELECT ensure_rollup_minute_partition(?)", day.plusDays(ahead));
            }
            call("SELECT drop_rollup_minutes_before(?)", day.minusDays(MINUTES_KEPT_DAYS));
            return true;
        } catch (SQLException e) {
            connection.rollback();
            if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private void call(String function, LocalDate day) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(LIMIT_LOCK_WAIT);
        }
        try (PreparedStatement statement = connection.prepareStatement(function)) {
            statement.setObject(1, day);
            statement.execute();
        }
        connection.commit();
    }

    private @Nullable OffsetDateTime selectProgress() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SELECT_PROGRESS)) {
            return row.next() ? row.getObject(1, OffsetDateTime.class) : null;
        }
    }

    private void insertGaps(LocalDate first, LocalDate last) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT_GAPS)) {
            statement.setObject(1, first);
            statement.setObject(2, last);
            statement.executeUpdate();
        }
    }

    /** Before the first watermark nothing is complete: the epoch. */
    private static OffsetDateTime progress(long watermark) {
        return Instant.ofEpochMilli(watermark == Long.MIN_VALUE ? 0 : watermark + 1)
                .atOffset(ZoneOffset.UTC);
    }
}
