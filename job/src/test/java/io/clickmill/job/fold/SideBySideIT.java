package io.clickmill.job.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Folds and rebuilds of several accounts at the same time. */
class SideBySideIT extends MarkedDays {
    @Test
    void rebuildsAnAccountDuringARebuildOfAnother() throws Exception {
        log.busyDay("acme", DAY, 100, 100);
        log.busyDay("globex", DAY, 100, 100);
        mark("'acme'", DAY);
        DataSource writer = WatchedConnections.atCall(DATABASE.writer(), "commit", 1, call -> {
            mark("'globex'", DAY);
            // The day of acme is still marked, and comes last.
            CompletableFuture<RebuiltDays> other = CompletableFuture.supplyAsync(this::rebuild);
            waitForFoldOf("globex");
            assertThatThrownBy(() -> other.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            others.add(other);
        });
        assertThat(new RebuildDays(writer, SampleLog.CLOCK).rebuildMarked(NOBODY))
                .extracting(RebuiltDays::days, RebuiltDays::events)
                .containsExactly(1L, 200L);
        RebuiltDays other = others.get(0).get(10, TimeUnit.SECONDS);
        assertThat(other.days()).isEqualTo(1);
        assertThat(other.daysOfOthers()).isEqualTo(1);
        assertThat(gaps()).isEmpty();
        log.assertRollupsCountTheLog();
    }

    @Test
    void foldsAnAccountDuringAFoldOfAnother() throws Exception {
        log.busyDay("acme", DAY, 100, 100);
        log.busyDay("globex", DAY, 100, 100);
        log.insertRollups();
        DataSource writer = WatchedConnections.atCall(DATABASE.writer(), "commit", 1, call -> {
            CompletableFuture<Long> other = CompletableFuture.supplyAsync(this::fold);
            waitForFoldOf("globex");
            assertThatThrownBy(() -> other.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            folds.add(other);
        });
        assertThat(new FoldLateRows(writer, SampleLog.CLOCK).foldOnce().events())
                .isEqualTo(100);
        assertThat(folds.get(0).get(10, TimeUnit.SECONDS)).isEqualTo(100);
        assertThat(log.lateBefore(SampleLog.TODAY)).isZero();
        log.assertRollupsCountTheLog();
    }

    private final List<CompletableFuture<RebuiltDays>> others = new ArrayList<>();
    private final List<CompletableFuture<Long>> folds = new ArrayList<>();

    /** Waits until no event of the account is late. */
    private void waitForFoldOf(String account) throws Exception {
        String late = "SELECT count(*) FROM click_event WHERE late AND account_id = '" + account + "'";
        for (int i = 0; count(late) > 0; i++) {
            assertThat(i).isLessThan(1_000);
            Thread.sleep(10);
        }
    }

    private long fold() {
        try {
            return new FoldLateRows(DATABASE.writer(), SampleLog.CLOCK)
                    .foldOnce()
                    .events();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
