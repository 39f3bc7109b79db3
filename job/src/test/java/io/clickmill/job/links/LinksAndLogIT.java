package io.clickmill.job.links;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.TestDatabase;
import io.clickmill.contract.links.Link;
import io.clickmill.contract.links.LinkRecord;
import io.clickmill.job.Runs;
import io.clickmill.job.SampleClicks;
import io.clickmill.job.Sql;
import io.clickmill.job.log.WriteEventLog;
import io.clickmill.job.progress.BalanceChange;
import io.clickmill.job.progress.RunId;
import io.clickmill.job.receive.Arrival;
import io.clickmill.job.receive.Verdict;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** Writes links and their first clicks at the same time, in a database whose order of text differs from Java's. */
class LinksAndLogIT {
    private static final TestDatabase DATABASE = TestDatabase.createEnglish();
    private static final long NOON = 1_714_564_800_000L;
    private static final Link LINK = new Link("go.test", "k", "https://x.test/", "", "{}", null, NOON);
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    private static final int LINKS = 600;
    private static final int ROUNDS = 5;

    private final Random random = new Random(1);
    /** Holds both writers back until each is about to write its links. */
    private Connection gate;

    @Test
    void doNotDeadlock() throws Exception {
        ExecutorService links = Executors.newSingleThreadExecutor();
        ExecutorService releaser = Executors.newSingleThreadExecutor();
        gate = DATABASE.owner().getConnection();
        try (OneInputStreamOperatorTestHarness<Arrival, BalanceChange> log = log()) {
            RunId run = RunId.of(log.getEnvironment().getExecutionId());
            Runs.admit(new Sql(DATABASE), run);
            log.open();
            for (int round = 0; round < ROUNDS; round++) {
                List<String> ids = ids();
                gate.setAutoCommit(false);
                execute("LOCK TABLE link IN SHARE MODE");
                Future<?> written = links.submit(() -> {
                    try (LinkTable table = LinkTable.open(SampleClicks.access(DATABASE), run)) {
                        table.write(ids.stream()
                                .map(id -> new LinkRecord("acme", id, 0, 1, LINK))
                                .toList());
                    }
                    return null;
                });
                Collections.shuffle(ids, random);
                for (String id : ids) {
                    log.processElement(new StreamRecord<>(click(id)));
                }
                Future<?> released = releaser.submit(this::releaseBoth);
                log.prepareSnapshotPreBarrier(1);
                released.get(20, TimeUnit.SECONDS);
                written.get(20, TimeUnit.SECONDS);
            }
        } finally {
            links.shutdownNow();
            releaser.shutdownNow();
            gate.close();
        }
        assertThat(new Sql(DATABASE).lines("SELECT count(*) FROM link"))
                .containsExactly(String.valueOf(LINKS * ROUNDS));
    }

    private Void releaseBoth() throws SQLException, InterruptedException {
        String waiting = "SELECT count(*) FROM pg_locks WHERE relation = 'link'::regclass AND NOT granted";
        for (int i = 0; i < 1_000 && !new Sql(DATABASE).lines(waiting).equals(List.of("2")); i++) {
            Thread.sleep(10);
        }
        gate.commit();
        return null;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = gate.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> ids() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < LINKS; i++) {
            StringBuilder id = new StringBuilder();
            for (int character = 0; character < 12; character++) {
                id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            ids.add(id.append(i % 10 == 0 ? "\ud83d\ude00" : i % 10 == 1 ? "\uff5e" : "")
                    .toString());
        }
        return ids;
    }

    private static Arrival click(String link) {
        return SampleClicks.arrival(Verdict.ON_TIME, c -> {
            c.accountId = "acme";
            c.eventId = "e" + link;
            c.linkId = link;
            c.occurredAt = NOON;
            c.appendedAt = NOON + 100;
        });
    }

    private static OneInputStreamOperatorTestHarness<Arrival, BalanceChange> log() throws Exception {
        return new OneInputStreamOperatorTestHarness<>(
                new WriteEventLog(SampleClicks.access(DATABASE), Duration.ofHours(1), 20_000),
                TypeInformation.of(Arrival.class).createSerializer(new SerializerConfigImpl()));
    }
}
