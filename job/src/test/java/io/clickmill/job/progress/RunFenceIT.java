package io.clickmill.job.progress;

import static io.clickmill.job.progress.StoreHarness.RUN;
import static io.clickmill.job.progress.StoreHarness.insertRollup;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A run that takes over waits for the transactions of the run before, or cuts them off. */
class RunFenceIT {
    @RegisterExtension
    static final StoreHarness STORE = new StoreHarness();

    @Test
    void waitsForTransactionsOfTheRunThatItReplaces() throws Exception {
        STORE.publish("2024-05-12T06:00:00Z");
        ExecutorService successor = Executors.newSingleThreadExecutor();
        try (Connection writer = STORE.database.writer().getConnection()) {
            writer.setAutoCommit(false);
            RunFence.require(writer, RUN);
            Future<?> restored = successor.submit(() -> {
                STORE.restore("2024-05-12T06:00:00Z");
                return null;
            });
            assertThatThrownBy(() -> restored.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            try (Statement statement = writer.createStatement()) {
                statement.execute(insertRollup("minute", "2024-05-12T06:00:00Z"));
            }
            writer.commit();
            restored.get(20, TimeUnit.SECONDS);
            // Its open transaction was rolled back, and it cannot begin another.
            assertThat(STORE.rollups()).isEmpty();
            assertThatThrownBy(() -> RunFence.require(writer, RUN))
                    .hasMessageContaining("(expected: run); another run of the job has taken over");
        } finally {
            successor.shutdown();
        }
    }

    @Test
    void cutsOffARunThatIsFrozenInATransaction() throws SQLException {
        STORE.publish("2024-05-12T06:00:00Z");
        try (Connection frozen = STORE.database.writer().getConnection()) {
            frozen.setAutoCommit(false);
            RunFence.require(frozen, RUN);
            STORE.restore("2024-05-12T06:00:00Z");
            assertThatThrownBy(frozen::commit).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void waitsForNothingThatItsOwnRunHasBegun() throws SQLException {
        STORE.publish("2024-05-12T06:00:00Z");
        try (Connection writer = STORE.database.writer().getConnection()) {
            writer.setAutoCommit(false);
            RunFence.require(writer, RUN);
            STORE.store.startWithoutState(RUN, false);
            writer.commit();
        }
    }

    @Test
    void cutsOffAFoldThatTakesLong() throws Exception {
        STORE.publish("2024-05-12T06:00:00Z");
        try (Connection fold = STORE.database.writer().getConnection();
                Statement statement = fold.createStatement()) {
            FoldLock.hold(fold, "acme");
            fold.setAutoCommit(false);
            statement.execute(insertRollup("day", "2024-05-01T00:00:00Z"));
            STORE.restore("2024-05-12T06:00:00Z");
            assertThatThrownBy(fold::commit).isInstanceOf(SQLException.class);
        }
        assertThat(STORE.rollups()).isEmpty();
    }
}
