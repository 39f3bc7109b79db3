package io.clickmill.job.count;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.Dimension;
import io.clickmill.contract.Scope;
import io.clickmill.contract.event.Event;
import io.clickmill.job.SampleClicks;
import io.clickmill.job.receive.Arrival;
import io.clickmill.job.receive.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PreAggregateTest {
    private static final int MAX_BUNDLE_EVENTS = 5;
    private static final long NOON = 1_714_564_800_000L;
    private static final long MINUTE = 60_000;

    private OneInputStreamOperatorTestHarness<Arrival, PartialCount> harness;

    @BeforeEach
    void open() throws Exception {
        harness = new OneInputStreamOperatorTestHarness<>(
                new PreAggregate(MAX_BUNDLE_EVENTS),
                TypeInformation.of(Arrival.class).createSerializer(new SerializerConfigImpl()));
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void keepsABundleUntilItIsFull() throws Exception {
        for (int i = 0; i < MAX_BUNDLE_EVENTS - 1; i++) {
            onTime(NOON, "");
        }
        assertThat(harness.getOutput()).isEmpty();
        onTime(NOON + MINUTE, "spring");
        assertThat(emitted())
                .containsExactly(
                        "acme ACCOUNT  12:00 4",
                        "acme ACCOUNT  12:01 1",
                        "acme CAMPAIGN spring 12:01 1",
                        "acme SOURCE spring 12:01 1");
    }

    @Test
    void startsAnEmptyBundleAfterAFullOne() throws Exception {
        for (int i = 0; i < MAX_BUNDLE_EVENTS + 1; i++) {
            onTime(NOON, "");
        }
        assertThat(emitted()).containsExactly("acme ACCOUNT  12:00 5");
        harness.prepareSnapshotPreBarrier(1);
        assertThat(emitted()).containsExactly("acme ACCOUNT  12:00 1");
    }

    @Test
    void emitsAMinuteBeforeTheWatermarkThatCompletesIt() throws Exception {
        onTime(NOON, "");
        onTime(NOON + MINUTE - 1, "");
        onTime(NOON + MINUTE, "");
        harness.processWatermark(NOON + MINUTE - 2);
        assertThat(harness.getOutput()).containsExactly(new Watermark(NOON + MINUTE - 2));
        harness.getOutput().clear();
        harness.processWatermark(NOON + MINUTE - 1);
        Queue<Object> output = harness.getOutput();
        assertThat(output).hasSize(2);
        assertThat(output.poll()).isInstanceOf(StreamRecord.class);
        assertThat(output.poll()).isEqualTo(new Watermark(NOON + MINUTE - 1));
        harness.processWatermark(Watermark.MAX_WATERMARK);
        assertThat(emitted()).containsExactly("acme ACCOUNT  12:01 1");
    }

    @Test
    void emitsEverythingBeforeABarrierAndAtTheEnd() throws Exception {
        onTime(NOON, "spring");
        harness.prepareSnapshotPreBarrier(1);
        assertThat(emitted()).hasSize(3);
        onTime(NOON, "");
        harness.endInput();
        harness.getOperator().finish();
        assertThat(emitted()).containsExactly("acme ACCOUNT  12:00 1");
    }

    /** The values of events that stay are not mixed up with those of a minute that goes. */
    @Test
    void keepsTheValuesOfAMinuteThatStays() throws Exception {
        onTime(NOON, "spring");
        onTime(NOON + MINUTE, "summer");
        onTime(NOON, "autumn");
        harness.processWatermark(NOON + MINUTE - 1);
        assertThat(campaigns()).containsExactly("autumn", "spring");
        onTime(NOON + MINUTE, "winter");
        harness.prepareSnapshotPreBarrier(1);
        assertThat(campaigns()).containsExactly("summer", "winter");
        onTime(NOON + MINUTE, "spring");
        harness.prepareSnapshotPreBarrier(2);
        assertThat(campaigns()).containsExactly("spring");
    }

    /** A hostile sender's texts are all long and different. */
    @Test
    void emitsABundleWhoseTextsTakeTooMuchMemory() throws Exception {
        try (OneInputStreamOperatorTestHarness<Arrival, PartialCount> large =
                new OneInputStreamOperatorTestHarness<>(new PreAggregate(PreAggregate.MAX_BUNDLE_EVENTS))) {
            large.open();
            int sent = 0;
            while (large.getOutput().isEmpty()) {
                String text = sent++ + "x".repeat(Dimension.MAX_VALUE_BYTES);
                large.processElement(new StreamRecord<>(SampleClicks.arrival(Verdict.ON_TIME, c -> {
                    c.accountId = "acme";
                    c.occurredAt = NOON;
                    c.url = text;
                    c.customLinkTitle = text;
                })));
            }
            assertThat(sent).isBetween(10_000, 20_000);
            PartialCount emitted = large.extractOutputValues().get(0);
            assertThat(new PackedTally(TallyFormat.CURRENT, emitted.tally()).events())
                    .isEqualTo(sent);
        }
    }

    @Test
    void countsNeitherBotsNorWhatIsLateOrRefused() throws Exception {
        Event event = Event.build(c -> c.accountId = "acme");
        process(new Arrival(SampleClicks.bot(event), Verdict.ON_TIME));
        process(new Arrival(SampleClicks.human(event), Verdict.LATE));
        harness.prepareSnapshotPreBarrier(1);
        assertThat(harness.getOutput()).isEmpty();
    }

    private void onTime(long occurredAt, String campaign) throws Exception {
        process(SampleClicks.arrival(Verdict.ON_TIME, c -> {
            c.accountId = "acme";
            c.occurredAt = occurredAt;
            c.campaignId = campaign;
        }));
    }

    /** The campaigns of the emitted counts of the account. */
    private List<String> campaigns() throws Exception {
        List<String> campaigns = new ArrayList<>();
        for (PartialCount partial : harness.extractOutputValues()) {
            if (partial.key().scope() == Scope.ACCOUNT) {
                Tally tally = new PackedTally(TallyFormat.CURRENT, partial.tally()).unpack();
                int dimension = Dimension.of(Scope.ACCOUNT).indexOf(Dimension.CAMPAIGN);
                campaigns.addAll(tally.group()[dimension].byValue().keySet());
            }
        }
        harness.getOutput().clear();
        return campaigns.stream().sorted().toList();
    }

    private void process(Arrival arrival) throws Exception {
        harness.processElement(new StreamRecord<>(arrival));
    }

    private List<String> emitted() throws Exception {
        TreeMap<String, Long> events = new TreeMap<>();
        for (PartialCount partial : harness.extractOutputValues()) {
            RollupKey key = partial.key();
            Tally tally = new PackedTally(TallyFormat.CURRENT, partial.tally()).unpack();
            assertThat(tally.scope()).isEqualTo(key.scope());
            assertThat(key.scopeId().isEmpty()).isEqualTo(key.scope() == Scope.ACCOUNT);
            String minute = "12:0" + (partial.minuteStart() - NOON) / MINUTE;
            String line = key.accountId() + " " + key.scope() + " " + key.scopeId() + " " + minute;
            assertThat(events.put(line, tally.events())).isNull();
        }
        harness.getOutput().clear();
        return events.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.toList());
    }
}
