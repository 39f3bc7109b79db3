package io.clickmill.job.log;

import static io.clickmill.job.log.LogHarness.MAX_BATCH_ROWS;
import static io.clickmill.job.log.LogHarness.arrival;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.clickmill.contract.event.Event;
import io.clickmill.job.Runs;
import io.clickmill.job.SampleClicks;
import io.clickmill.job.progress.BalanceChange;
import io.clickmill.job.progress.RunId;
import io.clickmill.job.receive.Arrival;
import io.clickmill.job.receive.Verdict;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When the log writes its batches, and how it treats replays and other copies of an event. */
class EventLogIT {
    @RegisterExtension
    static final LogHarness LOG = new LogHarness();

    @Test
    void writesABatchBeforeABarrierOrAfterAWhileOrWhenFullOrAtTheEnd() throws Exception {
        LOG.send(arrival("e1", 1, Verdict.ON_TIME));
        assertThat(events()).isEmpty();
        LOG.operator.prepareSnapshotPreBarrier(1);
        assertThat(events()).hasSize(1);
        assertThat(LOG.balance()).isEqualTo(BalanceChange.logged(1, 0));

        LOG.operator.setProcessingTime(1_000);
        LOG.send(arrival("e2", 2, Verdict.ON_TIME));
        LOG.operator.setProcessingTime(1_249);
        assertThat(events()).hasSize(1);
        LOG.operator.setProcessingTime(1_250);
        assertThat(events()).hasSize(2);

        for (int i = 0; i < MAX_BATCH_ROWS; i++) {
            LOG.send(arrival("f" + i, 10 + i, Verdict.ON_TIME));
        }
        await().untilAsserted(() -> assertThat(events()).hasSize(2 + MAX_BATCH_ROWS));

        LOG.send(arrival("e3", 3, Verdict.ON_TIME));
        LOG.operator.getOperator().finish();
        assertThat(events()).hasSize(3 + MAX_BATCH_ROWS);
        assertThat(LOG.balance()).isEqualTo(BalanceChange.logged(2 + MAX_BATCH_ROWS, 0));
    }

    @Test
    void writesNothingOnceAnotherRunHasTakenOver() throws Exception {
        LOG.batch(arrival("e1", 1, Verdict.LATE));
        Runs.admit(LOG.sql, new RunId("another"));
        assertThatThrownBy(() -> LOG.batch(arrival("e2", 2, Verdict.ON_TIME)))
                .hasMessageContaining("job_run: another (expected: ");
        assertThat(events()).containsExactly("e1|0|1|t");
        Runs.admit(LOG.sql, LOG.operator);
    }

    @Test
    void countsAReplayAsLoggedAndAddsNothing() throws Exception {
        LOG.batch(arrival("e1", 1, Verdict.ON_TIME), arrival("e2", 2, Verdict.LATE));
        assertThat(LOG.balance()).isEqualTo(BalanceChange.logged(2, 0));
        Runs.restart(LOG.sql, 0);
        LOG.batch(arrival("e1", 1, Verdict.ON_TIME), arrival("e2", 2, Verdict.LATE), arrival("e3", 3, Verdict.ON_TIME));
        assertThat(LOG.balance()).isEqualTo(BalanceChange.logged(3, 0));
        assertThat(events()).containsExactly("e1|0|1|f", "e2|0|2|t", "e3|0|3|f");
    }

    @Test
    void countsACopyFromAnotherPlaceAsADuplicate() throws Exception {
        LOG.batch(arrival("e1", 1, Verdict.LATE));
        LOG.batch(arrival("e1", 2, Verdict.LATE), arrival("e2", 3, Verdict.ON_TIME));
        LOG.batch(at(arrival("e1", 1, Verdict.LATE), 1));
        assertThat(LOG.balance()).isEqualTo(BalanceChange.logged(2, 2));
        assertThat(events()).containsExactly("e1|0|1|t", "e2|0|3|f");
    }

    @Test
    void countsCopiesWithinABatch() throws Exception {
        LOG.batch(
                arrival("e1", 1, Verdict.LATE),
                arrival("e1", 2, Verdict.LATE),
                arrival("e2", 3, Verdict.LATE),
                arrival("e2", 4, Verdict.ON_TIME),
                arrival("e3", 5, Verdict.ON_TIME),
                arrival("e3", 6, Verdict.LATE));
        assertThat(LOG.balance()).isEqualTo(BalanceChange.logged(3, 3));
        assertThat(events()).containsExactly("e1|0|1|t", "e2|0|4|f", "e3|0|5|f");
    }

    @Test
    void countsAgainWhatAnotherRunHasLoggedSinceTheCheckpoint() throws Exception {
        LOG.batch(arrival("before", 1, Verdict.LATE));
        // The barrier of checkpoint 1 has passed.
        LOG.batch(arrival("after", 2, Verdict.LATE), arrival("after too", 3, Verdict.LATE));
        assertThat(LOG.balance()).isEqualTo(BalanceChange.logged(3, 0));
        Runs.restart(LOG.sql, 1);
        // The first copy of "after" that comes now is counted as logged, even if it is from another partition.
        LOG.batch(arrival("before", 4, Verdict.LATE), at(arrival("after", 2, Verdict.LATE), 1));
        assertThat(LOG.balance()).isEqualTo(BalanceChange.logged(1, 1));
        LOG.batch(arrival("after", 2, Verdict.LATE), arrival("after too", 3, Verdict.LATE));
        assertThat(LOG.balance()).isEqualTo(BalanceChange.logged(1, 1));
        Runs.restart(LOG.sql, 3);
        LOG.batch(arrival("before", 4, Verdict.LATE), arrival("after", 2, Verdict.LATE));
        assertThat(LOG.balance()).isEqualTo(BalanceChange.logged(0, 2));
    }

    @Test
    void doesNotWriteOnTimeEventsAgainBecauseOfALateDuplicate() throws Exception {
        LOG.batch(arrival("z", 1, Verdict.LATE));
        LOG.batch(arrival("a", 2, Verdict.ON_TIME), arrival("b", 3, Verdict.ON_TIME), arrival("z", 4, Verdict.LATE));
        assertThat(LOG.balance()).isEqualTo(BalanceChange.logged(3, 1));
        // A row that a rollback removed would leave a gap between these places in the table.
        assertThat(LOG.sql.lines("SELECT event_id, ctid FROM click_event ORDER BY ctid"))
                .containsExactly("z|(0,1)", "a|(0,2)", "b|(0,3)");
    }

    @Test
    void countsACopyThatReplacedTheRowAsADuplicateOnItsReplayToo() throws Exception {
        LOG.batch(arrival("e1", 1, Verdict.LATE));
        LOG.batch(arrival("e1", 2, Verdict.ON_TIME));
        assertThat(LOG.balance()).isEqualTo(BalanceChange.logged(1, 1));
        Runs.restart(LOG.sql, 1);
        LOG.batch(arrival("e1", 2, Verdict.ON_TIME));
        assertThat(LOG.balance()).isEqualTo(BalanceChange.logged(0, 1));
        assertThat(events()).containsExactly("e1|0|2|f");
    }

    /**
     * Copies of an event may differ, and so may two enrichments of one record. The log keeps the copy that the windows
     * count.
     */
    @Test
    void keepsTheCopyThatTheWindowsCount() throws Exception {
        LOG.batch(
                arrival(c -> c.country = "FR", 1, Verdict.ON_TIME),
                arrival(
                        c -> {
                            c.eventId = "e2";
                            c.country = "FR";
                        },
                        2,
                        Verdict.LATE));
        LOG.batch(
                arrival(c -> c.country = "DE", 1, Verdict.ON_TIME),
                arrival(
                        c -> {
                            c.eventId = "e2";
                            c.country = "DE";
                        },
                        2,
                        Verdict.LATE));
        assertThat(LOG.sql.lines("SELECT event_id, country FROM click_event ORDER BY event_id"))
                .containsExactly("e|DE", "e2|FR");
    }

    @Test
    void clearsLateForACopyThatIsCounted() throws Exception {
        LOG.batch(arrival("e1", 1, Verdict.LATE), arrival("e2", 2, Verdict.LATE));
        Runs.restart(LOG.sql, 0);
        LOG.batch(arrival("e1", 3, Verdict.ON_TIME), arrival("e2", 2, Verdict.ON_TIME));
        assertThat(lates()).containsExactly("e1|f", "e2|f");
        assertThat(LOG.balance()).isEqualTo(BalanceChange.logged(4, 0));
    }

    @Test
    void leavesAFoldedRowAloneOnAReplay() throws Exception {
        LOG.batch(arrival("e1", 1, Verdict.LATE));
        LOG.sql.run("UPDATE click_event SET late = false");
        LOG.batch(arrival("e1", 1, Verdict.LATE));
        LOG.batch(arrival("e1", 2, Verdict.LATE));
        LOG.batch(arrival("e1", 3, Verdict.LATE));
        assertThat(lates()).containsExactly("e1|f");
    }

    @ParameterizedTest
    @EnumSource
    void neverMarksABotLate(Verdict verdict) throws Exception {
        Arrival bot = new Arrival(SampleClicks.bot(arrival("e1", 1, verdict).event()), verdict);
        LOG.batch(bot);
        Runs.restart(LOG.sql, 0);
        LOG.batch(bot);
        Runs.restart(LOG.sql, 0);
        LOG.batch(bot, at(bot, 2));
        assertThat(LOG.sql.lines("SELECT late, bot, bot_reasons FROM click_event"))
                .containsExactly("f|t|{http_library}");
        assertThat(LOG.balance()).isEqualTo(BalanceChange.logged(3, 1));
    }

    /** The same event from another partition. */
    private static Arrival at(Arrival arrival, int partition) {
        Event event = arrival.event();
        Event copy = Event.build(c -> {
            c.accountId = event.accountId();
            c.eventId = event.eventId();
            c.occurredAt = event.occurredAt();
            c.appendedAt = event.kafka().appendedAt();
            c.kafkaPartition = partition;
            c.kafkaOffset = event.kafka().offset();
        });
        return new Arrival(
                arrival.event().isBot() ? SampleClicks.bot(copy) : SampleClicks.human(copy), arrival.verdict());
    }

    private List<String> events() throws SQLException {
        return LOG.sql.lines(
                "SELECT event_id, kafka_partition, kafka_offset, late FROM click_event" + " ORDER BY event_id");
    }

    private List<String> lates() throws SQLException {
        return LOG.sql.lines("SELECT event_id, late FROM click_event ORDER BY event_id");
    }
}
