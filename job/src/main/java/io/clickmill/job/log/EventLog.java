package io.clickmill.job.log;

import io.clickmill.contract.Granularity;
import io.clickmill.contract.LogNotice;
import io.clickmill.contract.Sql;
import io.clickmill.contract.event.EventColumn;
import io.clickmill.job.PostgresAccess;
import io.clickmill.job.progress.BalanceChange;
import io.clickmill.job.progress.RunFence;
import io.clickmill.job.progress.RunFence.CurrentRun;
import io.clickmill.job.progress.RunId;
import io.clickmill.job.receive.Arrival;
import io.clickmill.job.receive.Verdict;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes batches of clicks into {@code click_event}, each event once. The on-time events of a batch are copied directly
 * into the table, and then its late ones. If the table already has one of the late events, these go through a staging
 * table; if it has one of the others, the whole batch does.
 *
 * <p>A copy of an event that is in the log already is a duplicate, unless another run logged the event after the
 * checkpoint from which this one started. In that case this run has not counted it yet. The first row stays, unless the
 * windows count the copy. In that case the copy replaces the row, because copies may differ, and a replay may be
 * enriched differently. {@link Verdict} says what {@code late} becomes.
 */
final class EventLog implements AutoCloseable {
    /**
     * The columns that say which run has counted a row as logged, and after which checkpoint. At first it is the
     * writing run.
     */
    private static final String COUNTED_COLUMNS = "logged_run, logged_checkpoint";

    private static final String COLUMNS = EventColumn.list("") + ", late";

    private static final String COPY =
            "COPY click_event (" + COLUMNS + ", " + COUNTED_COLUMNS + ") FROM STDIN (FORMAT binary)";

    private static final String CREATE_STAGING = """
            CREATE TEMPORARY TABLE IF NOT EXISTS click_event_staging (
              LIKE click_event INCLUDING DEFAULTS,
              verdict text NOT NULL
            ) ON COMMIT DELETE ROWS
            """;

    /**
     * A batch is looked up in the log by the key. Without this, PostgreSQL would read the whole log, because it does
     * not take into account that each lookup goes to one partition only.
     */
    private static final String LOOK_UP_BY_KEY = """
            SET LOCAL enable_hashjoin = off;
            SET LOCAL enable_mergejoin = off
            """;

    private static final String COPY_STAGING =
            "COPY click_event_staging (" + COLUMNS + ", verdict) FROM STDIN (FORMAT binary)";

    /** Counts what another run has logged since the checkpoint from which this one started. */
    private static final String TAKE_OVER = """
            UPDATE click_event AS logged
               SET logged_run = ?,
                   logged_checkpoint = ?
              FROM click_event_staging AS staged
             WHERE logged.account_id = staged.account_id
               AND logged.occurred_at = staged.occurred_at
               AND logged.event_id = staged.event_id
               AND logged.logged_run <> ?
               AND logged.logged_checkpoint >= ?
            """;

    private static final String INSERT_STAGED = """
            INSERT INTO click_event (%1$s, %2$s)
            SELECT %1$s, ?, ?
              FROM click_event_staging
             ORDER BY account_id COLLATE "C", occurred_at, event_id COLLATE "C"
            ON CONFLICT (account_id, occurred_at, event_id) DO NOTHING
            """.formatted(COLUMNS, COUNTED_COLUMNS);

    /**
     * The log must have what the windows count. So a copy that they count replaces all columns of the row.
     */
    private static final String REPLACE_BY_COUNTED = """
            UPDATE click_event AS logged
               SET (%1$s)
                 = (%2$s)
              FROM click_event_staging AS staged
             WHERE logged.account_id = staged.account_id
               AND logged.occurred_at = staged.occurred_at
               AND logged.event_id = staged.event_id
               AND staged.verdict = 'ON_TIME'
               AND ROW (%3$s)
                   IS DISTINCT FROM ROW (%2$s)
            """.formatted(
            COLUMNS, EventColumn.list("staged.") + ", staged.late", EventColumn.list("logged.") + ", logged.late");

    /** Limits each wait, so that the wait is logged, and a task that is cancelled in the meantime ends. */
    private static final String LIMIT_LOCK_WAIT = "SET LOCAL lock_timeout = '1s'";

    private static final String ENSURE_PARTITION = "SELECT ensure_click_event_partition(?)";

    private static final String NOTIFY = "SELECT pg_notify(?, ?)";

    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);

    private final Connection connection;
    private final RunId run;
    private final KnownScopes knownScopes = new KnownScopes();
    private final CopyRows copied = new CopyRows();

    /** Days of which the partition exists. */
    private final Set<Long> knownDays = new HashSet<>();

    private EventLog(Connection connection, RunId run) {
        this.connection = connection;
        this.run = run;
    }

    /** Connects, for the task of that run. */
    static EventLog open(PostgresAccess postgres, RunId run) throws SQLException {
        Connection connection = postgres.connect();
        connection.setAutoCommit(false);
        return new EventLog(connection, run);
    }

    /**
     * Writes and commits the batch; on any error nothing of it is written.
     *
     * @param barrier the last checkpoint whose barrier has passed in this run, 0 for none
     * @throws SQLException also if another run of the job has taken over
     */
    BalanceChange write(List<Arrival> batch, long barrier) throws SQLException, IOException {
        List<Arrival> rows = withoutDuplicates(batch);
        ensurePartitions(rows);
        CurrentRun current = RunFence.require(connection, run);
        long logged = write(rows, current, Math.max(current.checkpoint(), barrier));
        KnownScopes.News news = knownScopes.upsertNew(connection, rows);
        connection.commit();
        knownScopes.remember(news);
        tell(rows);
        return BalanceChange.logged(logged, batch.size() - logged);
    }

    /**
     * Tells those who listen that accounts have new events. It is a transaction of its own: those that notify commit one
     * after another, and this one does not wait for the disk. Nobody depends on it: pages that hear nothing ask again
     * after some seconds.
     */
    private void tell(List<Arrival> rows) throws SQLException {
        String notice =
                LogNotice.of(rows.stream().map(row -> row.event().accountId()).collect(Collectors.toSet()));
        connection.setAutoCommit(true);
        try {
            Sql.update(connection, NOTIFY, LogNotice.CHANNEL, notice);
        } catch (SQLException e) {
            LOG.warn("new events are not told to pages, which now show them some seconds later", e);
        } finally {
            connection.setAutoCommit(false);
        }
    }

    /** The rows of a batch in the order of the key. Of several copies it has the first with the strongest verdict. */
    private static List<Arrival> withoutDuplicates(List<Arrival> batch) {
        List<Arrival> rows = new ArrayList<>(batch.size());
        for (Arrival arrival : KeyOrder.sorted(batch)) {
            int last = rows.size() - 1;
            if (last < 0 || !KeyOrder.isSameEvent(rows.get(last), arrival)) {
                rows.add(arrival);
            } else if (arrival.verdict().compareTo(rows.get(last).verdict()) > 0) {
                rows.set(last, arrival);
            }
        }
        return rows;
    }

    /**
     * Writes the rows in the transaction and returns how many are counted as logged. Deduplication has passed one copy
     * of each event that is on time, so only late events can be in the log already, unless records are replayed. The
     * late ones are copied separately, so that they do not send the others through the staging table.
     */
    private long write(List<Arrival> rows, CurrentRun current, long checkpoint) throws SQLException, IOException {
        List<Arrival> onTime = rows.stream().filter(EventLog::isOnTime).toList();
        List<Arrival> late = rows.stream().filter(row -> !isOnTime(row)).toList();
        if (!tryCopy(onTime, current, checkpoint)) {
            return writeThroughStaging(rows, current, checkpoint);
        }
        return onTime.size()
                + (tryCopy(late, current, checkpoint) ? late.size() : writeThroughStaging(late, current, checkpoint));
    }

    private static boolean isOnTime(Arrival row) {
        return row.verdict() == Verdict.ON_TIME;
    }

    /** Copies the rows, or returns false without a change if the log has one of them already. */
    private boolean tryCopy(List<Arrival> rows, CurrentRun current, long checkpoint) throws SQLException, IOException {
        if (rows.isEmpty()) {
            return true;
        }
        Savepoint before = connection.setSavepoint();
        try {
            copy(COPY, rows, (row, arrival) -> row.column(current.number()).column(checkpoint));
            connection.releaseSavepoint(before);
            return true;
        } catch (SQLException e) {
            if (!PSQLState.UNIQUE_VIOLATION.getState().equals(e.getSQLState())) {
                throw e;
            }
            connection.rollback(before);
            return false;
        }
    }

    private long writeThroughStaging(List<Arrival> rows, CurrentRun current, long checkpoint)
            throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(CREATE_STAGING);
            copy(
                    COPY_STAGING,
                    rows,
                    (row, arrival) -> row.column(arrival.verdict().name()));
            statement.execute(LOOK_UP_BY_KEY);
            long logged = takeOver(current, checkpoint) + insertStaged(current, checkpoint);
            statement.executeUpdate(REPLACE_BY_COUNTED);
            return logged;
        }
    }

    private long takeOver(CurrentRun current, long checkpoint) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TAKE_OVER)) {
            statement.setInt(1, current.number());
            statement.setLong(2, checkpoint);
            statement.setInt(3, current.number());
            statement.setLong(4, current.checkpoint());
            return statement.executeUpdate();
        }
    }

    private long insertStaged(CurrentRun current, long checkpoint) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT_STAGED)) {
            statement.setInt(1, current.number());
            statement.setLong(2, checkpoint);
            return statement.executeUpdate();
        }
    }

    /** @param columns appends the values that the statement takes after the columns of the log */
    private void copy(String sql, List<Arrival> rows, BiConsumer<CopyRows, Arrival> columns) throws SQLException {
        copied.clear();
        for (Arrival arrival : rows) {
            boolean late = !isOnTime(arrival) && !arrival.event().isBot();
            copied.event(arrival.event()).column(late);
            columns.accept(copied, arrival);
            copied.endRow();
        }
        copied.send(connection.unwrap(PGConnection.class).getCopyAPI(), sql);
    }

    private void ensurePartitions(List<Arrival> rows) throws SQLException, IOException {
        for (Arrival arrival : rows) {
            long day = Math.floorDiv(arrival.event().occurredAt(), Granularity.DAY.lengthMillis());
            if (!knownDays.contains(day)) {
                LocalDate month = LocalDate.ofEpochDay(day).withDayOfMonth(1);
                while (!ensurePartition(month)) {
                    if (Thread.currentThread().isInterrupted()) {
                        throw new InterruptedIOException(
                                "cancelled while the log's partition of " + month + " waits for a lock");
                    }
                    LOG.warn(
                            "the log's partition of {} waits for a lock on click_event, such as of ANALYZE or CREATE INDEX;"
                                    + " no click is logged until it is released, see pg_locks",
                            month);
                }
                knownDays.add(day);
            }
        }
    }

    /**
     * Whether the partition exists now. It does not if another session has held a conflicting lock for the whole wait.
     */
    private boolean ensurePartition(LocalDate month) throws SQLException {
        try (Statement wait = connection.createStatement();
                PreparedStatement statement = connection.prepareStatement(ENSURE_PARTITION)) {
            wait.execute(LIMIT_LOCK_WAIT);
            statement.setObject(1, month);
            statement.execute();
            connection.commit();
            return true;
        } catch (SQLException e) {
            connection.rollback();
            if (PostgresAccess.LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
