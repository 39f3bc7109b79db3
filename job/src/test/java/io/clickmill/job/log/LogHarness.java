package io.clickmill.job.log;

import io.clickmill.contract.TestDatabase;
import io.clickmill.contract.event.Event;
import io.clickmill.job.Runs;
import io.clickmill.job.SampleClicks;
import io.clickmill.job.Sql;
import io.clickmill.job.progress.BalanceChange;
import io.clickmill.job.receive.Arrival;
import io.clickmill.job.receive.Verdict;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The operator that writes the log, over a database of its own. Each test has a new operator and an empty log. */
final class LogHarness implements BeforeEachCallback, AfterEachCallback {
    static final int MAX_BATCH_ROWS = 50;

    /** Noon of 2024-05-01 in UTC. */
    static final long NOON = 1_714_564_800_000L;

    final TestDatabase database = TestDatabase.create();
    final Sql sql = new Sql(database);
    OneInputStreamOperatorTestHarness<Arrival, BalanceChange> operator;

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        sql.run("TRUNCATE click_event, account, scope_span, link, job_run");
        operator = new OneInputStreamOperatorTestHarness<>(
                new WriteEventLog(SampleClicks.access(database), Duration.ofMillis(250), MAX_BATCH_ROWS),
                TypeInformation.of(Arrival.class).createSerializer(new SerializerConfigImpl()));
        Runs.admit(sql, operator);
        operator.open();
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        operator.close();
    }

    void send(Arrival arrival) throws Exception {
        operator.processElement(new StreamRecord<>(arrival));
    }

    /** Sends the arrivals, and a barrier after them. */
    void batch(Arrival... arrivals) throws Exception {
        for (Arrival arrival : arrivals) {
            send(arrival);
        }
        operator.prepareSnapshotPreBarrier(1);
    }

    /** The sum of what was emitted since the last call. */
    BalanceChange balance() {
        BalanceChange sum = BalanceChange.NONE;
        for (BalanceChange change : operator.extractOutputValues()) {
            sum = sum.plus(change);
        }
        operator.getOutput().clear();
        return sum;
    }

    /** An event of account {@code acme} at noon. */
    static Arrival arrival(String id, long offset, Verdict verdict) {
        return arrival(c -> c.eventId = id, offset, verdict);
    }

    /** An event of account {@code acme} at noon with id {@code e}, unless {@code fill} changes this. */
    static Arrival arrival(Consumer<Event.Builder> fill, long offset, Verdict verdict) {
        return SampleClicks.arrival(verdict, c -> {
            c.accountId = "acme";
            c.eventId = "e";
            c.occurredAt = NOON;
            c.appendedAt = NOON + 100;
            c.kafkaOffset = offset;
            fill.accept(c);
        });
    }
}
