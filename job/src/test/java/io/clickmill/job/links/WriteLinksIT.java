package io.clickmill.job.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.clickmill.contract.TestDatabase;
import io.clickmill.contract.event.RejectReason;
import io.clickmill.contract.event.RejectedClick;
import io.clickmill.contract.links.Link;
import io.clickmill.contract.links.LinkRecord;
import io.clickmill.contract.links.ParsedLink;
import io.clickmill.job.Runs;
import io.clickmill.job.SampleClicks;
import io.clickmill.job.Sql;
import io.clickmill.job.progress.RunId;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WriteLinksIT {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final long NOON = 1_714_564_800_000L;
    private static final Link SHOES = new Link("go.test", "shoes", "https://x.test/", "ext", "{\"a\":1}", null, NOON);

    private final Sql sql = new Sql(DATABASE);
    private OneInputStreamOperatorTestHarness<ParsedLink, RejectedClick> harness;

    @BeforeEach
    void open() throws Exception {
        sql.run("TRUNCATE link");
        harness = new OneInputStreamOperatorTestHarness<>(
                new WriteLinks(SampleClicks.access(DATABASE)),
                TypeInformation.of(ParsedLink.class).createSerializer(new SerializerConfigImpl()));
        Runs.admit(sql, harness);
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        Runs.admit(sql, harness);
        harness.close();
    }

    @Test
    void writesBeforeABarrierAfterAWhileWhenFullAndAtTheEnd() throws Exception {
        send("l1", 1, SHOES);
        assertThat(links()).isEmpty();
        harness.prepareSnapshotPreBarrier(1);
        assertThat(links()).hasSize(1);
        harness.setProcessingTime(10_000);
        send("l2", 2, SHOES);
        harness.setProcessingTime(10_249);
        assertThat(links()).hasSize(1);
        harness.setProcessingTime(10_250);
        assertThat(links()).hasSize(2);
        for (int i = 0; i < 999; i++) {
            send("m" + i, 3, SHOES);
        }
        assertThat(links()).hasSize(2);
        send("m999", 3, SHOES);
        await().untilAsserted(() -> assertThat(links()).hasSize(1_002));
        send("l3", 4, SHOES);
        harness.getOperator().finish();
        assertThat(links()).hasSize(1_003);
    }

    @Test
    void writesTheNewestRecord() throws Exception {
        batch(record("l1", 0, 1, SHOES));
        batch(
                record("l1", 0, 2, new Link("other", "", "", "", "{}", NOON, NOON + 1)),
                record("l1", 0, 3, new Link("", "k", "", "", "{\"b\":2}", null, NOON + 2)));
        String newest = "acme|l1||k|||{\"b\": 2}|2024-05-01 12:00:00+00|2024-05-01 12:00:00.002+00|0|3";
        assertThat(links()).containsExactly(newest);
        // A replay, and then an older record, as a reader that starts again would bring.
        batch(record("l1", 0, 3, new Link("", "k", "", "", "{\"b\":2}", null, NOON + 2)));
        batch(record("l1", 0, 1, SHOES));
        assertThat(links()).containsExactly(newest);
    }

    @Test
    void ordersRecordsOfALinkByPartitionAndOffset() throws Exception {
        batch(record("l1", 1, 1, SHOES), record("l1", 0, 9, null));
        batch(record("l1", 0, 10, null));
        assertThat(links()).hasSize(1);
        batch(record("l1", 2, 0, null));
        assertThat(links()).isEmpty();
    }

    @Test
    void replacesTheRowOfAnEventExceptACreationTimeThatTheRecordLacks() throws Exception {
        sql.run("INSERT INTO link VALUES ('acme', 'l1', 'd', 'k', 'u', 'e', '{}', 'epoch', 'epoch')");
        batch(record("l1", 0, 0, SHOES));
        assertThat(links())
                .containsExactly("acme|l1|go.test|shoes|https://x.test/|ext|{\"a\": 1}|1970-01-01 00:00:00+00"
                        + "|2024-05-01 12:00:00+00|0|0");
        batch(record("l1", 0, 1, new Link("", "", "", "", "{}", NOON - 1_000, NOON)));
        assertThat(links()).containsExactly("acme|l1|||||{}|2024-05-01 11:59:59+00|2024-05-01 12:00:00+00|0|1");
        batch(record("l1", 0, 2, new Link("", "", "", "", "{}", 0L, NOON)));
        assertThat(links()).containsExactly("acme|l1|||||{}|1970-01-01 00:00:00+00|2024-05-01 12:00:00+00|0|2");
    }

    @Test
    void deletesALinkUnlessItsRowIsNewer() throws Exception {
        batch(record("l1", 0, 5, SHOES), record("l2", 0, 6, SHOES));
        sql.run("INSERT INTO link VALUES ('acme', 'l3', 'd', 'k', 'u', 'e', '{}', 'epoch', 'epoch')");
        batch(record("l1", 0, 4, null), record("l2", 0, 7, null), record("l3", 0, 8, null));
        assertThat(sql.lines("SELECT link_id FROM link")).containsExactly("l1");
        batch(record("l2", 0, 9, SHOES), record("l2", 0, 10, null));
        assertThat(sql.lines("SELECT link_id FROM link")).containsExactly("l1");
    }

    @Test
    void passesRejectedRecords() throws Exception {
        RejectedClick rejected =
                new RejectedClick(RejectReason.INVALID_JSON, "detail", new byte[] {1}, null, "links", 0, 1, NOON);
        harness.processElement(new StreamRecord<>(ParsedLink.of(rejected)));
        assertThat(harness.extractOutputValues())
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(rejected);
        harness.prepareSnapshotPreBarrier(1);
        assertThat(links()).isEmpty();
    }

    @Test
    void writesNothingOnceAnotherRunHasTakenOver() throws Exception {
        send("l1", 1, SHOES);
        Runs.admit(sql, new RunId("another"));
        assertThatThrownBy(() -> harness.prepareSnapshotPreBarrier(1)).hasMessageContaining("job_run: another");
        assertThat(links()).isEmpty();
    }

    @Test
    void waitsUntilItsRunMayWrite() throws Exception {
        RunId run = new RunId("next");
        CompletableFuture<LinkTable> opening = CompletableFuture.supplyAsync(() -> {
            try {
                return LinkTable.open(SampleClicks.access(DATABASE), run);
            } catch (SQLException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        Thread.sleep(200);
        assertThat(opening).isNotDone();
        Runs.admit(sql, run);
        try (LinkTable table = opening.get()) {
            table.write(List.of(record("l1", 0, 1, SHOES)));
        }
        assertThat(links()).hasSize(1);
    }

    private void send(String linkId, long offset, @Nullable Link link) throws Exception {
        harness.processElement(new StreamRecord<>(ParsedLink.of(record(linkId, 0, offset, link))));
    }

    private void batch(LinkRecord... records) throws Exception {
        for (LinkRecord record : records) {
            harness.processElement(new StreamRecord<>(ParsedLink.of(record)));
        }
        harness.prepareSnapshotPreBarrier(1);
    }

    private static LinkRecord record(String linkId, int partition, long offset, @Nullable Link link) {
        return new LinkRecord("acme", linkId, partition, offset, link);
    }

    private List<String> links() throws SQLException {
        return sql.lines("SELECT * FROM link ORDER BY link_id");
    }
}
