package io.clickmill.job.fold;

import io.clickmill.contract.SealFormat;
import io.clickmill.contract.Sql;
import io.clickmill.job.seal.SealTable;
import java.sql.Connection;
import java.sql.SQLException;
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

    /** A day may have this many seals, and one more for each {@link #EVENTS_OF_SEAL} events. */
    private static final int MAX_SMALL_SEALS = 8;

    private static final int EVENTS_OF_SEAL = 100_000;

    private static final String SELECT_DAYS = """
            SELECT counted.account_id, (counted.bucket_start AT TIME ZONE 'UTC')::date AS day
              FROM rollup AS counted
             CROSS JOIN rollup_progress
             WHERE counted.granularity = 'day'
               AND counted.scope = 'account'
               AND counted.dimension = 'total'
               AND counted.clicks[1] >= ?
               AND counted.bucket_start < date_trunc('day', rollup_progress.progress, 'UTC')
               AND NOT EXISTS (SELECT
                                 FROM seal
                                WHERE seal.account_id = counted.account_id
                                  AND seal.day = (counted.bucket_start AT TIME ZONE 'UTC')::date
                                  AND seal.format = ?)
             UNION
            SELECT account_id, day
              FROM seal
             GROUP BY account_id, day
            HAVING count(*) > ? + sum(events) / ?
             ORDER BY day DESC, account_id
            """;

    private static final String SELECT_LAST_COMPLETE = """
            SELECT (progress AT TIME ZONE 'UTC')::date - 1
              FROM rollup_progress
            """;

    private final DataSource writer;
    private final int minEvents;

    /** The outcome: days that were sealed, and the events in their seals. */
    public record SealedDays(int days, long events) {
        SealedDays plus(SealedDays more) {
            return new SealedDays(days + more.days, events + more.events);
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
     * @throws SQLException after all days, if one has failed
     */
    public SealedDays sealOnce() throws SQLException {
        try (Connection connection = writer.getConnection()) {
            List<AccountDay> days = Sql.list(
                    connection,
                    SELECT_DAYS,
                    AccountDay::read,
                    minEvents,
                    SealFormat.VERSION,
                    MAX_SMALL_SEALS,
                    EVENTS_OF_SEAL);
            List<SealedDays> done = new ArrayList<>();
            FreeAccountsFirst.forEach(
                    connection,
                    days,
                    day -> done.add(
                            LockedSnapshot.run(connection, day.accountId(), transaction -> seal(transaction, day))));
            return done.stream().reduce(new SealedDays(0, 0), SealedDays::plus);
        }
    }

    private static SealedDays seal(Connection connection, AccountDay day) throws SQLException {
        return day.isComplete(connection)
                ? new SealedDays(1, new SealTable(connection, day.accountId(), day.day()).write())
                : new SealedDays(0, 0);
    }
}
