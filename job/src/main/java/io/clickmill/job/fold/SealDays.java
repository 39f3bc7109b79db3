package io.clickmill.job.fold;

import io.clickmill.contract.SealFormat;
import io.clickmill.contract.Sql;
import io.clickmill.job.seal.SealTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Seals complete days that have many events and no seals, or seals of another release. It also replaces the seals of a
 * day by fewer if folds have added many small ones. One transaction seals a day. So a reader finds the day sealed, or
 * reads the log.
 */
public final class SealDays {
    /** The log answers as fast for a day with fewer events than this. */
    private static final int MIN_EVENTS = 1_000;

    /** Folds may add seals to a day this many times, and once more for each {@link #EVENTS_OF_FOLD} events of the day. */
    private static final int MAX_FOLDS = 8;

    private static final int EVENTS_OF_FOLD = 100_000;

    private static final String SELECT_DAYS = """
            SELECT span.account_id, (counted.bucket_start AT TIME ZONE 'UTC')::date AS day
              FROM scope_span AS span
             CROSS JOIN rollup_progress
              JOIN rollup AS counted
                ON counted.account_id = span.account_id
               AND counted.scope = 'account'
               AND counted.dimension = 'total'
               AND counted.granularity = 'day'
               AND counted.scope_id = ''
               AND counted.bucket_start < date_trunc('day', rollup_progress.progress, 'UTC')
             WHERE span.scope = 'account'
               AND counted.clicks[1] >= ?
               AND NOT EXISTS (SELECT
                                 FROM seal
                                WHERE seal.account_id = span.account_id
                                  AND seal.day = (counted.bucket_start AT TIME ZONE 'UTC')::date)
             UNION
            SELECT account_id, day
              FROM seal
             GROUP BY account_id, day
            HAVING count(DISTINCT created_at) > 1 + ? + sum(events) / ?
                OR bool_or(format <> ?)
             ORDER BY day DESC, account_id
            """;

    private static final String SELECT_LAST_COMPLETE = """
            SELECT (progress AT TIME ZONE 'UTC')::date - 1
              FROM rollup_progress
            """;

    private final DataSource writer;
    private final int minEvents;

    /**
     * The outcome.
     *
     * @param days days that were sealed
     * @param events the events in their seals
     * @param left days that were left for the next time
     */
    public record SealedDays(int days, long events, int left) {
        static final SealedDays NONE = new SealedDays(0, 0, 0);
        static final SealedDays LEFT = new SealedDays(0, 0, 1);

        SealedDays plus(SealedDays more) {
            return new SealedDays(days + more.days, events + more.events, left + more.left);
        }
    }

    /** @param writer connections with the writer's role */
    public SealDays(DataSource writer) {
        this(writer, MIN_EVENTS);
    }

    /** @param minEvents the number of clicks of a day from which on it is sealed */
    public SealDays(DataSource writer, int minEvents) {
        this.writer = writer;
        this.minEvents = minEvents;
    }

    /** The last complete day, in UTC, so that a caller can tell whether there is a new one; empty if there is none. */
    public Optional<LocalDate> lastCompleteDay() throws SQLException {
        try (Connection connection = writer.getConnection()) {
            return Sql.first(connection, SELECT_LAST_COMPLETE, row -> row.getObject(1, LocalDate.class));
        }
    }

    /**
     * Seals all days that should be, newest days first unless another program works on the account. A day that fails
     * does not keep the others from being sealed.
     *
     * @param atMost the time after which no other day is begun
     * @throws SQLException after all days, if one has failed
     */
    public SealedDays sealOnce(Duration atMost) throws SQLException {
        long end = System.nanoTime() + atMost.toNanos();
        try (Connection connection = writer.getConnection()) {
            List<AccountDay> days = Sql.list(
                    connection,
                    SELECT_DAYS,
                    AccountDay::read,
                    minEvents,
                    MAX_FOLDS,
                    EVENTS_OF_FOLD,
                    SealFormat.VERSION);
            List<SealedDays> done = new ArrayList<>();
            FreeAccountsFirst.forEach(
                    connection,
                    days,
                    day -> done.add(System.nanoTime() > end ? SealedDays.LEFT : seal(connection, day)));
            return done.stream().reduce(SealedDays.NONE, SealedDays::plus);
        }
    }

    private static SealedDays seal(Connection connection, AccountDay day) throws SQLException {
        return LockedSnapshot.run(
                connection,
                day.accountId(),
                transaction -> day.isComplete(transaction)
                        ? new SealedDays(1, new SealTable(transaction, day.accountId(), day.day()).write(), 0)
                        : SealedDays.NONE);
    }
}
