package io.clickmill.job.progress;

import io.clickmill.contract.Granularity;
import io.clickmill.contract.Schema;
import io.clickmill.contract.Sql;
import io.clickmill.job.PostgresAccess;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.jspecify.annotations.Nullable;

/**
 * Table {@code rollup_progress}, and what a restart must correct in it and in other tables.
 *
 * <p>If the windows have counted up to watermark {@code w}, they write nothing up to millisecond {@code w} any more. The
 * table holds {@code w + 1}, the first instant that is not complete, because buckets are half-open.
 */
public final class ProgressStore implements AutoCloseable {
    private static final String SELECT_PROGRESS = """
            SELECT progress
              FROM rollup_progress
               FOR UPDATE
            """;

    private static final String UPDATE_PROGRESS = """
            UPDATE rollup_progress
               SET progress = ?
            """;

    /**
     * Counts days as numbers. A series of dates would be one of instants in the session's time zone, which can skip a
     * day.
     */
    private static final String INSERT_GAPS = """
            INSERT INTO rollup_gap (account_id, day, reason)
            SELECT account_id, bounded.first_day + number, 'restored from an older checkpoint'
              FROM (SELECT account_id,
                           greatest(first_day, ?::date) AS first_day,
                           least(last_day, ?::date) AS last_day
                      FROM scope_span
                     WHERE scope = 'account') AS bounded
             CROSS JOIN LATERAL generate_series(0, bounded.last_day - bounded.first_day) AS number
            """;

    private static final String INSERT_GAPS_OF_ALL = """
            INSERT INTO rollup_gap (account_id, day, reason)
            SELECT account_id, first_day + number, 'started without state'
              FROM scope_span
             CROSS JOIN LATERAL generate_series(0, last_day - first_day) AS number
             WHERE scope = 'account'
            """;

    /**
     * Makes PostgreSQL look up rows by the log's key, which begins with the account, instead of reading the whole log.
     */
    private static final String LOOK_UP_BY_KEY = """
            SET LOCAL enable_hashjoin = off;
            SET LOCAL enable_mergejoin = off;
            SET LOCAL enable_seqscan = off
            """;

    private static final String SET_LATE_TO_BE_REPLAYED = """
            UPDATE click_event
               SET late = true
              FROM scope_span
             WHERE scope_span.scope = 'account'
               AND scope_span.last_day >= ?
               AND click_event.account_id = scope_span.account_id
               AND click_event.occurred_at >= ?
               AND NOT click_event.late
               AND NOT click_event.bot
               AND NOT EXISTS (SELECT
                                 FROM unnest(?::int[], ?::bigint[]) AS read (kafka_partition, kafka_offset)
                                WHERE read.kafka_partition = click_event.kafka_partition
                                  AND read.kafka_offset >= click_event.kafka_offset)
            """;

    /** Forgets the offsets of links, as their topic is read from its start again and may be a new one. */
    private static final String FORGET_LINK_OFFSETS = """
            UPDATE link
               SET kafka_partition = NULL,
                   kafka_offset = NULL
             WHERE kafka_offset IS NOT NULL
            """;

    private static final String DELETE_ABOVE = """
            DELETE FROM rollup
             WHERE granularity = ?
               AND bucket_start > ?
            """;

    private static final String UPSERT_PROGRESS = """
            INSERT INTO rollup_progress (
                   progress, checkpoint_id, received, logged, duplicates, rejected, rejected_by_reason, published_at)
            SELECT ?, ?, ?, ?, ?, ?, coalesce(jsonb_object_agg(reason, records), '{}'), ?
              FROM unnest(?::text[], ?::bigint[]) AS by_reason (reason, records)
            ON CONFLICT (only_row) DO UPDATE
               SET progress = EXCLUDED.progress,
                   checkpoint_id = EXCLUDED.checkpoint_id,
                   received = EXCLUDED.received,
                   logged = EXCLUDED.logged,
                   duplicates = EXCLUDED.duplicates,
                   rejected = EXCLUDED.rejected,
                   rejected_by_reason = EXCLUDED.rejected_by_reason,
                   published_at = EXCLUDED.published_at
            """;

    private final Connection connection;

    /** Opens stores on task managers. */
    public record Factory(PostgresAccess postgres) implements Serializable {
        /** Connects, after checking that the database has the schema that this build knows. */
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
     * Lets the run begin without state. Without a progress, nothing was ever complete. The rows of a run that failed
     * before its first checkpoint are deleted, and its events are late until this run counts them. With a progress, a
     * job without state would count what Kafka still has on top of what was counted before. So the start is refused, or
     * all rollups are deleted and every day with events is marked, to be recounted from the log.
     *
     * @param rebuild whether to rebuild if there is a progress
     * @throws SuppressRestartsException if there is a progress and it must not be rebuilt; a retry would not help
     */
    public void startWithoutState(RunId run, boolean rebuild) throws SQLException {
        // The fence comes first. It lets only one of the starting tasks continue, so that none terminates another's
        // session.
        if (RunFence.close(connection, run)) {
            OffsetDateTime before = selectProgress();
            if (before != null && !rebuild) {
                connection.rollback();
                throw new SuppressRestartsException(new IllegalStateException("rollup_progress: " + before
                        + " (expected: none, as the job starts without state); start it from its newest checkpoint or"
                        + " savepoint, with empty tables, or with CLICKMILL_REBUILD_WITHOUT_STATE=true to have"
                        + " everything recounted from the log"));
            }
            RunHistory.begin(connection, run);
            FoldLock.seizeInTransaction(connection);
            OffsetDateTime none = progress(Long.MIN_VALUE);
            setBack(none, none);
            if (before == null) {
                setLateToBeReplayed(none, Map.of());
            } else {
                Sql.update(connection, INSERT_GAPS_OF_ALL);
            }
            Sql.update(connection, FORGET_LINK_OFFSETS);
        }
        connection.commit();
    }

    /**
     * Lets the run begin from a checkpoint, and sets the tables back to it. The progress becomes the checkpoint's. If
     * the checkpoint is older than the table, days that were complete in between are marked as gaps. Rows of buckets
     * that were open in the windows are deleted, because this run may put other events into them. Rows between the
     * progress and these buckets stay: this run writes them again with the same counts, or the checkpoint had them
     * written. Events that the earlier run counted after the checkpoint are replayed. Until then they are late, because
     * this run may refuse them. The first task of a run does this for all tasks.
     *
     * @param from must belong to the tables, see {@link RunHistory}
     * @param countedUpTo the watermark up to which the windows had counted at the checkpoint, {@link Long#MIN_VALUE} if
     *     they had none
     * @param openAfter the watermark that the windows had received at the checkpoint. Buckets that end after it were
     *     open. Never less than the other
     * @param read by partition, the offset of the last click that had been read at the checkpoint; later ones are
     *     replayed. It is empty if the checkpoint lacks the offsets, and then no event is set to late. A checkpoint
     *     before the first click has the partitions too
     * @throws SuppressRestartsException if the checkpoint does not belong to the tables; a retry would not help
     */
    public void restore(RunId run, RestoredCheckpoint from, long countedUpTo, long openAfter, Map<Integer, Long> read)
            throws SQLException {
        if (RunFence.close(connection, run)) {
            begin(run, from);
            FoldLock.seizeInTransaction(connection);
            OffsetDateTime restored = progress(countedUpTo);
            OffsetDateTime open = progress(openAfter);
            OffsetDateTime before = selectProgress();
            OffsetDateTime unmarked = open;
            if (before != null && restored.isBefore(before)) {
                // The day of the table's progress was not complete, so none of it was folded, and its rows are written
                // again.
                LocalDate lastComplete = before.toLocalDate().minusDays(1);
                Sql.update(connection, INSERT_GAPS, restored.toLocalDate(), lastComplete);
                OffsetDateTime today = before.truncatedTo(ChronoUnit.DAYS);
                unmarked = open.isBefore(today) ? today : open;
            }
            setBack(restored, open);
            if (!read.isEmpty()) {
                setLateToBeReplayed(unmarked.truncatedTo(ChronoUnit.MINUTES), read);
            }
        }
        connection.commit();
    }

    private void begin(RunId run, RestoredCheckpoint from) throws SQLException {
        try {
            RunHistory.begin(connection, run, from);
        } catch (SuppressRestartsException e) {
            connection.rollback();
            throw e;
        }
    }

    /** @param open the rows of buckets that end after it are deleted */
    private void setBack(OffsetDateTime restored, OffsetDateTime open) throws SQLException {
        Sql.update(connection, UPDATE_PROGRESS, restored);
        for (Granularity granularity : Granularity.values()) {
            OffsetDateTime last = open.minusNanos(granularity.lengthMillis() * 1_000_000);
            Sql.update(connection, DELETE_ABOVE, granularity.word(), last);
        }
    }

    /**
     * Sets {@code late} on the events after these offsets.
     *
     * @param from the first minute that is open in the windows; in days that are marked as gaps, {@code late} does not
     *     matter
     */
    private void setLateToBeReplayed(OffsetDateTime from, Map<Integer, Long> read) throws SQLException {
        Integer[] partitions = read.keySet().toArray(Integer[]::new);
        Long[] offsets = read.values().toArray(Long[]::new);
        Sql.update(connection, LOOK_UP_BY_KEY);
        Sql.update(connection, SET_LATE_TO_BE_REPLAYED, from.toLocalDate(), from, partitions, offsets);
    }

    /**
     * Records that everything before the barrier of a checkpoint is committed. This happens before the checkpoint can
     * complete, so tables without the number of a completed checkpoint are older than that checkpoint.
     *
     * @throws SQLException also if another run has taken over
     */
    public void setFlushed(RunId run, long checkpointId) throws SQLException {
        RunFence.require(connection, run);
        RunHistory.setFlushed(connection, run, checkpointId);
        connection.commit();
    }

    /**
     * Publishes the progress of a completed checkpoint.
     *
     * @param countedUpTo as for {@link #restore}
     * @throws SQLException also if another run has taken over
     */
    public void publish(RunId run, long checkpointId, long countedUpTo, BalanceChange balance, Instant now)
            throws SQLException {
        RunFence.require(connection, run);
        Sql.update(
                connection,
                UPSERT_PROGRESS,
                progress(countedUpTo),
                checkpointId,
                balance.received(),
                balance.logged(),
                balance.duplicates(),
                balance.rejected(),
                now.atOffset(ZoneOffset.UTC),
                balance.rejectedByReason().keySet().toArray(String[]::new),
                balance.rejectedByReason().values().toArray(Long[]::new));
        connection.commit();
    }

    /** The partitions, changed over this connection. */
    Partitions partitions() {
        return new Partitions(connection);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private @Nullable OffsetDateTime selectProgress() throws SQLException {
        return Sql.first(connection, SELECT_PROGRESS, row -> row.getObject(1, OffsetDateTime.class))
                .orElse(null);
    }

    /** The progress of a watermark. Before the first watermark it is the epoch, as nothing is complete. */
    private static OffsetDateTime progress(long watermark) {
        return Instant.ofEpochMilli(watermark == Long.MIN_VALUE ? 0 : watermark + 1)
                .atOffset(ZoneOffset.UTC);
    }
}
