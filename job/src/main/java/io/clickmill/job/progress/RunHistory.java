package io.clickmill.job.progress;

import io.clickmill.contract.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.jspecify.annotations.Nullable;

/**
 * Table {@code job_run}: a tree of runs, each started from a checkpoint of its parent or without state. The tables hold
 * what the runs on the path from the root to the newest run have written. A checkpoint belongs to the tables only if it
 * lies on that path and the tables have everything from before its barrier. They do if they have its number, which is
 * stored after all of that and before the checkpoint can complete.
 */
final class RunHistory {
    private static final String SELECT_IS_EMPTY = """
            SELECT NOT EXISTS (SELECT FROM job_run)
            """;

    /**
     * Selects, for a run, the newest of its checkpoints that the tables have, and the newest that lies on the path to
     * the newest run.
     */
    private static final String SELECT_RUN = """
            WITH RECURSIVE made AS (
                   SELECT run_number, flushed_checkpoint
                     FROM job_run
                    WHERE run_id = ?
                 ),
                 path AS (
                   (SELECT run_number, parent_run, parent_checkpoint, flushed_checkpoint AS usable_checkpoint
                      FROM job_run
                     ORDER BY run_number DESC
                     LIMIT 1)
                   UNION ALL
                   SELECT parent.run_number, parent.parent_run, parent.parent_checkpoint, child.parent_checkpoint
                     FROM path AS child
                     JOIN job_run AS parent
                       ON parent.run_number = child.parent_run
                    WHERE child.run_number > (SELECT run_number FROM made)
                 )
            SELECT made.run_number,
                   made.flushed_checkpoint,
                   coalesce(path.usable_checkpoint, 0),
                   (SELECT max(run_number) FROM job_run)
              FROM made
              LEFT JOIN path USING (run_number)
            """;

    private static final String INSERT_RUN = """
            INSERT INTO job_run (run_number, run_id, parent_run, parent_checkpoint)
            SELECT coalesce(max(run_number), 0) + 1, ?, ?::int, ?
              FROM job_run
            """;

    private static final String UPDATE_FLUSHED = """
            UPDATE job_run
               SET flushed_checkpoint = greatest(flushed_checkpoint, ?)
             WHERE run_id = ?
            """;

    private static final String OR_WITHOUT_STATE = ", or start without state with"
            + " CLICKMILL_REBUILD_WITHOUT_STATE=true: all that Kafka has is read again and every day is counted again";

    /**
     * The run that made a checkpoint.
     *
     * @param flushed the newest of its checkpoints whose number the tables have
     * @param usable the newest of its checkpoints that lies on the path to the newest run, 0 for none
     * @param newest the number of the newest run
     */
    private record Run(int number, long flushed, long usable, int newest) {
        static Run read(ResultSet row) throws SQLException {
            return new Run(row.getInt(1), row.getLong(2), row.getLong(3), row.getInt(4));
        }
    }

    private RunHistory() {}

    /** Adds the run, started without state, as the newest one. */
    static void begin(Connection connection, RunId run) throws SQLException {
        insert(connection, run, null, 0);
    }

    /**
     * Adds the run as the newest one, after checking that the checkpoint belongs to the tables. If it does not, nothing
     * changes.
     *
     * @throws SuppressRestartsException if it does not belong to them; a retry would not help
     */
    static void begin(Connection connection, RunId run, RestoredCheckpoint from) throws SQLException {
        RunId madeBy = from.madeBy();
        if (madeBy != null) {
            Optional<Run> made = Sql.first(connection, SELECT_RUN, Run::read, madeBy.value());
            insert(connection, run, requireUsable(from, madeBy, made.orElse(null)), from.id());
        } else if (isEmpty(connection)) {
            throw refusal(
                    "job_run: empty (expected: the run that made checkpoint " + from.id() + ")" + otherDatabase());
        } else {
            insert(connection, run, null, from.id());
        }
    }

    /** Records that everything before the barrier of this checkpoint of the run is committed. */
    static void setFlushed(Connection connection, RunId run, long checkpointId) throws SQLException {
        Sql.update(connection, UPDATE_FLUSHED, checkpointId, run.value());
    }

    private static int requireUsable(RestoredCheckpoint from, RunId madeBy, @Nullable Run run) {
        if (run == null) {
            throw refusal("job_run: no run " + madeBy.value() + " (expected: the run that made checkpoint " + from.id()
                    + ")" + otherDatabase());
        }
        if (run.flushed() < from.id()) {
            throw refusal("job_run.flushed_checkpoint: " + run.flushed() + " of run " + run.number()
                    + " (expected: at least " + from.id()
                    + ", the checkpoint to start from); the database is older than"
                    + " the checkpoint. Bring back the database that belongs to it, start from a checkpoint or savepoint"
                    + " that is as old as the database" + OR_WITHOUT_STATE);
        }
        if (run.usable() < from.id()) {
            throw refusal(
                    "checkpoint to start from: " + from.id() + " of run " + run.number() + " (expected: one of run "
                            + run.newest() + " or of its ancestors" + upTo(run)
                            + "); the tables have continued from another checkpoint since."
                            + " Start from the newest checkpoint of run " + run.newest() + OR_WITHOUT_STATE);
        }
        return run.number();
    }

    private static String upTo(Run run) {
        return run.usable() == 0 ? "" : ", of run " + run.number() + " at most " + run.usable();
    }

    private static String otherDatabase() {
        return "; the database is empty, another one, or older than the checkpoint. Bring back the database that belongs to"
                + " it" + OR_WITHOUT_STATE;
    }

    private static SuppressRestartsException refusal(String message) {
        return new SuppressRestartsException(new IllegalStateException(message));
    }

    private static boolean isEmpty(Connection connection) throws SQLException {
        return Sql.first(connection, SELECT_IS_EMPTY, row -> row.getBoolean(1)).orElseThrow();
    }

    private static void insert(Connection connection, RunId run, @Nullable Integer parent, long checkpoint)
            throws SQLException {
        Sql.update(connection, INSERT_RUN, run.value(), parent, checkpoint);
    }
}
