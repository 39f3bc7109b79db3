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
import java.util.ArrayList;
import java.util.Collections;
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
 * others. It does so for the months that questions have loaded, and for the month after the last of them.
 */
public final class SealsAhead implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SealsAhead.class);

    private static final Duration PERIOD = Duration.ofSeconds(10);

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
    private boolean hasFailed;

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

    /** Loads what is new. What fails is tried again the next time. */
    private void run() {
        try {
            load();
            hasFailed = false;
        } catch (SQLException | RuntimeException e) {
            if (!hasFailed) {
                LOG.warn("cannot load new seals ahead of questions, and try again", e);
            }
            hasFailed = true;
        }
    }

    /**
     * Loads the seals that were made since the last time, or all that are missing the first time.
     *
     * @throws StatsUnavailableException if the database does not answer
     * @throws SQLException if DuckDB cannot load them
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
        for (String accountId : changed) {
            List<LocalDate> wanted = new ArrayList<>(months.get(accountId));
            wanted.add(Collections.max(wanted).plusMonths(1));
            for (LocalDate month : wanted) {
                Snapshot.read(dataSource, connection -> load(connection, accountId, month));
            }
        }
        after = now.minus(LONGEST_TRANSACTION);
    }

    private boolean load(Connection connection, String accountId, LocalDate month) throws SQLException {
        List<Seal> seals = SelectSeals.ofMonth(connection, accountId, month);
        store.loadAhead(accountId, seals, (seal, file) -> SelectSeals.writeFile(connection, accountId, seal, file));
        return true;
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
