package io.clickmill.job.progress;

import static io.clickmill.job.progress.StoreHarness.CHECKPOINT;
import static io.clickmill.job.progress.StoreHarness.NOW;
import static io.clickmill.job.progress.StoreHarness.RUN;
import static io.clickmill.job.progress.StoreHarness.millis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.contract.TestDatabase;
import io.clickmill.job.Runs;
import io.clickmill.job.SampleClicks;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests what is published, and what a start or a restore keeps of it. */
class ProgressStoreIT {
    @RegisterExtension
    static final StoreHarness STORE = new StoreHarness();

    @Test
    void publishesTheFirstInstantThatIsNotComplete() throws SQLException {
        Runs.admit(STORE.sql, RUN);
        STORE.store.publish(
                RUN, 7, millis("2024-05-12T06:00:00Z") - 1, new BalanceChange(10, 6, 3, 1, Map.of("too_old", 1L)), NOW);
        assertThat(STORE.sql.lines("SELECT * FROM rollup_progress"))
                .containsExactly("t|2024-05-12 06:00:00+00|7|10|6|3|1|2024-05-12 06:00:30+00|{\"too_old\": 1}");
        STORE.store.publish(
                RUN,
                8,
                millis("2024-05-12T06:00:10.123Z"),
                new BalanceChange(11, 7, 3, 1, Map.of("too_old", 1L)),
                NOW.plusSeconds(9));
        assertThat(STORE.sql.lines("SELECT * FROM rollup_progress"))
                .containsExactly("t|2024-05-12 06:00:10.124+00|8|11|7|3|1|2024-05-12 06:00:39+00|{\"too_old\": 1}");
    }

    @Test
    void publishesTheEpochBeforeTheFirstWatermark() throws SQLException {
        Runs.admit(STORE.sql, RUN);
        STORE.store.publish(RUN, 1, Long.MIN_VALUE, BalanceChange.NONE, NOW);
        assertThat(STORE.sql.lines("SELECT progress FROM rollup_progress")).containsExactly("1970-01-01 00:00:00+00");
    }

    @Test
    void letsAJobWithoutStateStartOnlyIfThereIsNoProgress() throws SQLException {
        STORE.store.startWithoutState(new RunId("first"), false);
        STORE.publish("2024-05-12T06:00:00Z");
        assertThatThrownBy(() -> STORE.store.startWithoutState(new RunId("second"), false))
                .isInstanceOf(SuppressRestartsException.class)
                .cause()
                .hasMessageContaining("2024-05-12T06:00Z")
                .hasMessageContaining("savepoint")
                .hasMessageContaining("CLICKMILL_REBUILD_WITHOUT_STATE");
        assertThat(STORE.sql.lines("SELECT run_id FROM job_run")).containsExactly("run");
        // It holds no lock afterwards.
        STORE.sql.run("UPDATE rollup_progress SET received = 1");
    }

    @Test
    void marksEveryDayWithEventsIfAJobWithoutStateMustRebuild() throws SQLException {
        STORE.publish("2024-05-12T06:00:00Z");
        STORE.rollup("day", "2024-05-09T00:00:00Z");
        STORE.sql.run("INSERT INTO scope_span VALUES ('acme', 'account', '', '2024-05-10', '2024-05-12'),"
                + " ('acme', 'campaign', 'c', '2024-05-10', '2024-05-12'),"
                + " ('other', 'account', '', '2024-05-12', '2024-05-13')");
        STORE.store.startWithoutState(new RunId("second"), true);
        assertThat(STORE.progress()).isEqualTo("1970-01-01 00:00:00+00");
        assertThat(STORE.rollups()).isEmpty();
        // The running day too: Kafka may no longer have all of it.
        List<String> marked = List.of(
                "acme|2024-05-10", "acme|2024-05-11", "acme|2024-05-12", "other|2024-05-12", "other|2024-05-13");
        assertThat(STORE.sql.lines("SELECT account_id, day FROM rollup_gap ORDER BY 1, 2"))
                .isEqualTo(marked);
        // Its other tasks, and a restart before its first checkpoint.
        STORE.store.startWithoutState(new RunId("second"), true);
        assertThat(STORE.sql.lines("SELECT account_id, day FROM rollup_gap ORDER BY 1, 2"))
                .isEqualTo(marked);
        STORE.store.startWithoutState(new RunId("third"), true);
        assertThat(STORE.sql.lines("SELECT DISTINCT account_id, day FROM rollup_gap ORDER BY 1, 2"))
                .isEqualTo(marked);
    }

    @Test
    void readsLinksFromTheStartOfTheirTopicOnlyIfTheJobHasNoState() throws SQLException {
        STORE.sql.run("TRUNCATE link");
        STORE.sql.run("INSERT INTO link VALUES ('acme', 'l1', '', '', '', '', '{}', now(), now(), 1, 5)");
        STORE.restore("2024-05-01T12:00:00Z");
        assertThat(STORE.sql.lines("SELECT kafka_partition, kafka_offset FROM link"))
                .containsExactly("1|5");
        STORE.store.startWithoutState(new RunId("without state"), true);
        assertThat(STORE.sql.lines("SELECT kafka_partition, kafka_offset FROM link"))
                .containsExactly("~|~");
    }

    @Test
    void restoresOnceForAllTasksOfARun() throws SQLException {
        STORE.publish("2024-05-12T06:00:00Z");
        RunId run = new RunId("second");
        long watermark = millis("2024-05-12T06:00:00Z") - 1;
        STORE.store.restore(run, CHECKPOINT, watermark, watermark, Map.of());
        STORE.rollup("minute", "2024-05-12T06:00:00Z");
        STORE.store.restore(run, CHECKPOINT, watermark, watermark, Map.of());
        assertThat(STORE.rollups()).hasSize(1);
        STORE.restore("2024-05-12T06:00:00Z");
        assertThat(STORE.rollups()).isEmpty();
    }

    /** The previous run counted these events on time after the checkpoint. This run may refuse them. */
    @Test
    void setsLateOnEventsThatAreReplayed() throws SQLException {
        STORE.publish("2024-05-12T05:59:50Z");
        STORE.sql.run("TRUNCATE click_event");
        STORE.sql.run("SELECT ensure_click_event_partition('2024-05-01')");
        STORE.sql.run("INSERT INTO scope_span VALUES ('acme', 'account', '', '2024-05-12', '2024-05-12')");
        event("read", "2024-05-12T06:00:10Z", 0, 7, false);
        event("behind", "2024-05-12T06:00:11Z", 0, 8, false);
        event("another partition", "2024-05-12T06:00:12Z", 1, 3, false);
        event("bot", "2024-05-12T06:00:13Z", 1, 4, true);
        event("complete", "2024-05-12T05:59:59.999Z", 1, 5, false);
        STORE.store.restore(
                new RunId("known"),
                CHECKPOINT,
                millis("2024-05-12T05:59:50Z") - 1,
                millis("2024-05-12T06:00:10Z") - 1,
                Map.of(0, 7L, 2, 9L));
        assertThat(STORE.sql.lines("SELECT event_id FROM click_event WHERE late ORDER BY 1"))
                .containsExactly("another partition", "behind");
    }

    @Test
    void leavesADayThatItMarksAsItIs() throws SQLException {
        STORE.publish("2024-05-13T06:00:30Z");
        STORE.sql.run("TRUNCATE click_event");
        STORE.sql.run("SELECT ensure_click_event_partition('2024-05-01')");
        STORE.sql.run("INSERT INTO scope_span VALUES ('acme', 'account', '', '2024-05-12', '2024-05-13')");
        event("marked", "2024-05-12T23:00:00Z", 0, 8, false);
        event("today", "2024-05-13T01:00:00Z", 0, 9, false);
        long watermark = millis("2024-05-12T22:00:00Z") - 1;
        STORE.store.restore(new RunId("older"), CHECKPOINT, watermark, watermark, Map.of(0, 7L));
        assertThat(STORE.gaps()).containsExactly("2024-05-12");
        assertThat(STORE.sql.lines("SELECT event_id FROM click_event WHERE late"))
                .containsExactly("today");
    }

    private void event(String id, String occurredAt, int partition, long offset, boolean bot) throws SQLException {
        String columns = String.join(
                ", ",
                STORE.sql.lines("SELECT column_name FROM information_schema.columns WHERE table_name = 'click_event'"
                        + " AND data_type = 'text' AND column_name NOT IN ('account_id', 'event_id')"));
        String texts = "''" + ", ''".repeat(columns.split(",").length - 1);
        STORE.sql.run(
                "INSERT INTO click_event (account_id, event_id, occurred_at, appended_at, kafka_partition, kafka_offset,"
                        + " late, bot, bot_reasons, visitor, tag_ids, params, " + columns + ") VALUES ('acme', '" + id
                        + "', '"
                        + occurredAt + "', '" + occurredAt + "', " + partition + ", " + offset + ", false, " + bot
                        + ", '{}', 1, '{}', '{}', " + texts + ")");
    }

    @Test
    void refusesASchemaThatItDoesNotKnow() {
        ProgressStore.Factory factory = new ProgressStore.Factory(SampleClicks.access(TestDatabase.createEmpty()));
        assertThatThrownBy(factory::open)
                .isInstanceOf(SuppressRestartsException.class)
                .cause()
                .hasMessageContaining("database schema: version none");
    }

    @Test
    void restoresToTheProgressThatIsThereAndDeletesRowsAbove() throws SQLException {
        STORE.publish("2024-05-12T06:00:30Z");
        STORE.rollup("minute", "2024-05-12T05:59:00Z");
        STORE.rollup("minute", "2024-05-12T06:00:00Z");
        STORE.rollup("minute", "2024-05-12T06:01:00Z");
        STORE.rollup("hour", "2024-05-12T05:00:00Z");
        STORE.rollup("hour", "2024-05-12T06:00:00Z");
        STORE.rollup("day", "2024-05-11T00:00:00Z");
        STORE.rollup("day", "2024-05-12T00:00:00Z");
        STORE.restore("2024-05-12T06:00:30Z");
        assertThat(STORE.rollups())
                .containsExactly(
                        "day|2024-05-11 00:00:00+00", "hour|2024-05-12 05:00:00+00", "minute|2024-05-12 05:59:00+00");
        assertThat(STORE.progress()).isEqualTo("2024-05-12 06:00:30+00");
        assertThat(STORE.gaps()).isEmpty();
    }

    @Test
    void keepsABucketThatEndsAtTheProgress() throws SQLException {
        STORE.publish("2024-05-12T00:00:00Z");
        STORE.rollup("minute", "2024-05-11T23:59:00Z");
        STORE.rollup("hour", "2024-05-11T23:00:00Z");
        STORE.rollup("day", "2024-05-11T00:00:00Z");
        STORE.restore("2024-05-12T00:00:00Z");
        assertThat(STORE.rollups()).hasSize(3);
        STORE.restore("2024-05-11T23:59:59.999Z");
        assertThat(STORE.rollups()).isEmpty();
    }

    /** These buckets had ended at the checkpoint, but some keys had not counted them. They will do so again. */
    @Test
    void keepsBucketsThatHadAllOfTheirEvents() throws SQLException {
        STORE.publish("2024-05-11T23:59:50Z");
        STORE.rollup("minute", "2024-05-11T23:59:00Z");
        STORE.rollup("hour", "2024-05-11T23:00:00Z");
        STORE.rollup("day", "2024-05-11T00:00:00Z");
        STORE.rollup("minute", "2024-05-12T00:00:00Z");
        STORE.rollup("hour", "2024-05-12T00:00:00Z");
        STORE.restore("2024-05-11T23:59:50Z", "2024-05-12T00:00:10Z");
        assertThat(STORE.rollups())
                .containsExactly(
                        "day|2024-05-11 00:00:00+00", "hour|2024-05-11 23:00:00+00", "minute|2024-05-11 23:59:00+00");
        assertThat(STORE.progress()).isEqualTo("2024-05-11 23:59:50+00");
        assertThat(STORE.gaps()).isEmpty();
    }

    /** The later run had completed the day, and may have folded it. The windows count it once more. */
    @Test
    void marksADayThatSomeKeysHadNotCountedAtAnOlderCheckpoint() throws SQLException {
        STORE.publish("2024-05-12T00:00:05Z");
        STORE.span("acme", "2024-05-01", "2024-05-12");
        STORE.restore("2024-05-11T23:59:50Z", "2024-05-12T00:00:10Z");
        assertThat(STORE.gaps()).containsExactly("2024-05-11");
        assertThat(STORE.progress()).isEqualTo("2024-05-11 23:59:50+00");
    }

    @Test
    void restoresToAHigherProgressWithoutAGap() throws SQLException {
        // The checkpoint completed, and the job failed before it was published.
        STORE.publish("2024-05-11T23:00:00Z");
        STORE.rollup("minute", "2024-05-12T00:01:00Z");
        STORE.restore("2024-05-12T00:02:00Z");
        assertThat(STORE.progress()).isEqualTo("2024-05-12 00:02:00+00");
        assertThat(STORE.rollups()).hasSize(1);
        assertThat(STORE.gaps()).isEmpty();
    }

    @Test
    void deletesAllRollupsIfNoProgressWasEverPublished() throws SQLException {
        STORE.rollup("minute", "2024-05-12T06:00:00Z");
        STORE.store.startWithoutState(RUN, false);
        assertThat(STORE.rollups()).isEmpty();
        assertThat(STORE.sql.lines("SELECT * FROM rollup_progress")).isEmpty();
    }
}
