package io.clickmill.api.sql;

import io.clickmill.api.query.StatsUnavailableException;
import io.clickmill.api.seal.Seal;
import io.clickmill.api.seal.SealStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads new seals into the store before a question needs them, so that the first question after a fold is as fast as the
 * others. It does so for the months that questions have loaded, and for this month if they have loaded the last.
 */
public final class SealsAhead implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SealsAhead.class);

    private static final Duration PERIOD = Duration.ofSeconds(10);

    /** Loading a large month takes a while, and may fail each time. */
    private static final Duration AFTER_FAILURE = Duration.ofMinutes(5);

    /** A seal can be seen when its transaction ends, and is as old as its beginning. */
    private static final Duration LONGEST_TRANSACTION = Duration.ofHours(1);

    private final DataSource dataSource;
    private final SealStore store;
    private final Clock clock;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "seals-ahead");
        thread.setDaemon(true);
        return thread;
    });

    private Instant after = Instant.EPOCH;
    private Instant notBefore = Instant.EPOCH;

    SealsAhead(DataSource dataSource, SealStore store, Clock clock) {
        this.dataSource = dataSource;
        this.store = store;
        this.clock = clock;
    }

    /** Starts to look for new seals, as any role that may select from their table. */
    public static SealsAhead start(DataSource dataSource, SealStore store) {
        SealsAhead ahead = new SealsAhead(dataSource, store, Clock.systemUTC());
        var unused = ahead.executor.scheduleWithFixedDelay(ahead::run, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        return ahead;
    }

    private void run() {
        try {
            if (!clock.instant().isBefore(notBefore)) {
                load();
            }
        } catch (SQLException | RuntimeException e) {
            failed("the accounts", e);
        }
    }

    private void failed(String what, Exception e) {
        LOG.warn("cannot load new seals of {} ahead of questions, and try again in {}", what, AFTER_FAILURE, e);
        notBefore = clock.instant().plus(AFTER_FAILURE);
    }

    /**
     * Loads the seals that were made since the last time, or all that are missing the first time. What fails of one
     * month does not keep others from being loaded.
     *
     * @throws StatsUnavailableException if the database does not answer
     * @throws SQLException if DuckDB does not answer
     */
    void load() throws SQLException {
        Instant now = clock.instant();
        Map<String, List<LocalDate>> months = store.months();
        if (months.isEmpty()) {
            return;
        }
        Instant since = after;
        List<String> changed =
                Snapshot.read(dataSource, connection -> SelectSeals.changed(connection, months.keySet(), since));
        boolean isWhole = true;
        for (String accountId : changed) {
            for (LocalDate month : withNext(months.getOrDefault(accountId, List.of()), now)) {
                isWhole &= load(accountId, month);
            }
        }
        if (isWhole) {
            after = now.minus(LONGEST_TRANSACTION);
        }
    }

    /** The months that are there, and this month if the one before is. */
    private static List<LocalDate> withNext(List<LocalDate> months, Instant now) {
        LocalDate thisMonth = LocalDate.ofInstant(now, ZoneOffset.UTC).withDayOfMonth(1);
        if (months.contains(thisMonth) || !months.contains(thisMonth.minusMonths(1))) {
            return months;
        }
        List<LocalDate> all = new ArrayList<>(months);
        all.add(thisMonth);
        return all;
    }

    /** Loads a month, with a snapshot for each part; false if something is left to do. */
    private boolean load(String accountId, LocalDate month) {
        try {
            SealStore.Ahead outcome;
            do {
                outcome = Snapshot.read(dataSource, connection -> loadSome(connection, accountId, month));
            } while (outcome == SealStore.Ahead.LOADED_SOME);
            return outcome == SealStore.Ahead.NOTHING_TO_LOAD;
        } catch (RuntimeException e) {
            failed(accountId, e);
            return false;
        }
    }

    private SealStore.Ahead loadSome(Connection connection, String accountId, LocalDate month) throws SQLException {
        List<Seal> seals = SelectSeals.ofMonth(connection, accountId, month);
        return store.loadAhead(
                accountId, seals, (seal, file) -> SelectSeals.writeFile(connection, accountId, seal, file));
    }

    /** Stops after what is being loaded, or five seconds. */
    @Override
    public void close() {
        executor.shutdownNow();
        try {
            executor.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
