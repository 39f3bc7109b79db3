package io.clickmill.job.fold;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** A rebuild that is cut off, or beside which others write. */
class InterruptedRebuildIT extends MarkedDays {
    @Test
    void leavesWhatComesAfterItsSnapshot() throws Exception {
        log.busyDay("acme", DAY, 200, 40);
        mark("'acme'", DAY);
        DataSource writer = WatchedConnections.atCall(DATABASE.writer(), "commit", 1, call -> {
            mark("'acme'", DAY);
            mark("NULL", DAY);
            log.busyDay("acme", DAY, 0, 30);
        });
        assertThat(new RebuildDays(writer, SampleLog.CLOCK)
                        .rebuildMarked(NOBODY)
                        .events())
                .isEqualTo(240);
        assertThat(sql.lines("SELECT account_id FROM rollup_gap ORDER BY gap_id"))
                .containsExactly("acme", "~");
        assertThat(log.lateBefore(SampleLog.TODAY)).isEqualTo(30);
        log.assertRollupsCountTheLog();
        assertThat(rebuild().events()).isEqualTo(270);
        log.assertRollupsCountTheLog();
    }

    @Test
    void hasDoneWholeDaysWhereverItIsCutOff() throws Exception {
        List<String> days = List.of("2024-05-16", DAY);
        for (String day : days) {
            log.busyDay("acme", day, 100, 100);
            mark("'acme'", day);
        }
        rebuild();
        log.assertRollupsCountTheLog();
        List<String> right = log.rowsFrom("1970-01-01");
        int statements = 0;
        for (boolean cutOff = true; cutOff; ) {
            statements++;
            sql.run("UPDATE click_event SET late = event_id > 'e2'");
            sql.run("TRUNCATE rollup");
            days.forEach(day -> mark("'acme'", day));
            try {
                new RebuildDays(
                                WatchedConnections.failingAtCall(DATABASE.writer(), "prepareStatement", statements),
                                SampleLog.CLOCK)
                        .rebuildMarked(NOBODY);
                cutOff = false;
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("cut off");
            }
            List<String> marked = sql.lines("SELECT day FROM rollup_gap");
            assertThat(log.rowsFrom("1970-01-01"))
                    .isEqualTo(right.stream()
                            .filter(row -> marked.stream().noneMatch(day -> row.contains("|" + day + " ")))
                            .toList());
            assertThat(sql.lines("SELECT DISTINCT occurred_at::date FROM click_event WHERE late ORDER BY 1"))
                    .isEqualTo(marked);
            assertThat(rebuild().days()).isEqualTo(marked.size());
            assertThat(log.rowsFrom("1970-01-01")).isEqualTo(right);
        }
        assertThat(statements).isGreaterThan(2 * 9);
    }

    @Test
    void startsADayAgainIfTheLogWasChangedUnderIt() throws Exception {
        log.busyDay("acme", DAY, 100, 100);
        mark("'acme'", DAY);
        AtomicInteger transactions = new AtomicInteger();
        DataSource counting = WatchedConnections.watching(DATABASE.writer(), call -> {
            if (call.equals("setTransactionIsolation")) {
                transactions.incrementAndGet();
            }
        });
        // The second statement after the lock comes when the transaction has its snapshot.
        DataSource writer = WatchedConnections.atCall(
                counting, "prepareStatement", 6, call -> sql.run("UPDATE click_event SET city = 'Oslo'"));
        assertThat(new RebuildDays(writer, SampleLog.CLOCK)
                        .rebuildMarked(NOBODY)
                        .events())
                .isEqualTo(200);
        assertThat(transactions).hasValue(2);
        assertThat(sql.lines("SELECT DISTINCT val FROM rollup_value WHERE dimension = 'city'"))
                .containsExactly("Oslo");
        log.assertRollupsCountTheLog();
    }

    @Test
    void givesMarkedDaysBackToTheFold() throws Exception {
        log.busyDay("acme", DAY, 100, 50);
        mark("'acme'", DAY);
        FoldLateRows fold = new FoldLateRows(DATABASE.writer(), SampleLog.CLOCK);
        assertThat(fold.foldOnce()).isEqualTo(FoldedRows.NONE);
        assertThat(rebuild().events()).isEqualTo(150);
        log.busyDay("acme", DAY, 0, 70);
        assertThat(fold.foldOnce().events()).isEqualTo(70);
        log.assertRollupsCountTheLog();
    }

    @Test
    void sharesTheDaysWithAnotherRebuildAndAFold() throws Exception {
        log.randomDays(9);
        new RebuildDays(DATABASE.writer(), SampleLog.CLOCK).markAll();
        mark("NULL", DAY);
        int marked = gaps().size();
        List<CompletableFuture<RebuiltDays>> rebuilds = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            rebuilds.add(CompletableFuture.supplyAsync(this::rebuild));
        }
        FoldLateRows fold = new FoldLateRows(DATABASE.writer(), SampleLog.CLOCK, 50);
        while (!rebuilds.stream().allMatch(CompletableFuture::isDone)) {
            fold.foldOnce();
        }
        // The mark for all accounts becomes marks of the two accounts for this day, which have marks already.
        assertThat(rebuilds.get(0).get().days() + rebuilds.get(1).get().days()).isEqualTo(marked - 1);
        assertThat(gaps()).isEmpty();
        assertThat(log.lateBefore(SampleLog.TODAY)).isZero();
        log.assertRollupsCountTheLog();
    }
}
