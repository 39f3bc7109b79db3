package io.clickmill.local.exact;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.Agreement;
import io.clickmill.api.Referee;
import io.clickmill.api.TestEvent;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.RowChoice;
import io.clickmill.api.query.Sort;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsReader;
import io.clickmill.api.query.StatsResult;
import io.clickmill.contract.Granularity;
import io.clickmill.local.exact.SimulatedClickmill.Progress;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Sends a stream through Clickmill from its first record to its last, and requires every answer to be right. */
final class StreamRun {
    /** Number of bursts in which the records of a stage are sent, so that watermarks pass between them. */
    private static final int BURSTS = 6;

    private static final long BURST_PAUSE_MILLIS = 10;

    private record Key(String accountId, long occurredAt, String eventId) {}

    private final ClickStream stream;
    private final PlanCensus census;
    private final List<Sent> records;
    private final Map<Key, TestEvent> events = new LinkedHashMap<>();
    private int next;
    private long rejected;

    /** @param census counts the plans of the answers */
    StreamRun(ClickStream stream, PlanCensus census) {
        this.stream = stream;
        this.census = census;
        this.records = stream.records();
    }

    void run() throws Exception {
        Instant start = Instant.ofEpochMilli(stream.start());
        List<Long> cuts = stream.cuts();
        try (SimulatedClickmill clickmill = SimulatedClickmill.start(stream.partitions(), start)) {
            send(clickmill, firstAfter(cuts.get(0)));
            clickmill.awaitLogged();
            ask(clickmill, Stage.AFTER_THE_FIRST_RECORDS);

            sendThroughAFailure(clickmill, firstAfter(cuts.get(1)));
            clickmill.awaitProgress(cuts.get(1));
            ask(clickmill, Stage.AFTER_THE_RESTART);

            send(clickmill, firstAfter(cuts.get(2)));
            clickmill.awaitProgress(cuts.get(2));
            clickmill.seal();
            ask(clickmill, Stage.BEFORE_THE_FOLD);
            clickmill.fold();
            ask(clickmill, Stage.AFTER_THE_FOLD);

            send(clickmill, records.size());
            long allDaysOver = stream.start() + (ClickStream.DAYS + 1) * Granularity.DAY.lengthMillis();
            Progress progress = clickmill.awaitProgress(Math.max(allDaysOver, clickmill.now()));
            ask(clickmill, Stage.AT_THE_END);
            clickmill.fold();
            clickmill.seal();
            clickmill.unsealSomeDays();
            ask(clickmill, Stage.AFTER_THE_LAST_FOLD);

            requireBalance(clickmill, progress);
            assertThat(clickmill.number("SELECT count(*) FROM click_event WHERE late"))
                    .as("late events of days that are folded")
                    .isZero();
        }
    }

    /** The index of the first record that arrives after the instant. */
    private int firstAfter(long instant) {
        int first = next;
        while (first < records.size() && records.get(first).appendedAt() <= instant) {
            first++;
        }
        return first;
    }

    private void send(SimulatedClickmill clickmill, int end) throws InterruptedException {
        int burst = Math.max(1, (end - next) / BURSTS);
        for (int i = 1; next < end; i++, next++) {
            Sent record = records.get(next);
            clickmill.send(record);
            record.event().ifPresentOrElse(this::remember, () -> rejected++);
            if (i % burst == 0) {
                Thread.sleep(BURST_PAUSE_MILLIS);
            }
        }
    }

    /** Adds an event to the expected ones, unless it is a copy. */
    private void remember(TestEvent event) {
        events.putIfAbsent(new Key(event.accountId(), event.occurredAt(), event.eventId()), event);
    }

    private void sendThroughAFailure(SimulatedClickmill clickmill, int end) throws Exception {
        if (next == end) {
            return;
        }
        send(clickmill, next + new Random(stream.seed()).nextInt(end - next));
        clickmill.failAtNextOf(records.get(next).partition());
        send(clickmill, end);
        clickmill.awaitFailure();
    }

    private void ask(SimulatedClickmill clickmill, Stage stage) {
        List<TestEvent> known = List.copyOf(events.values());
        Referee referee = new Referee(known);
        for (Question question : stream.questions()) {
            if (question.stage() == stage) {
                StatsQuery query = question.of(stream);
                StatsResult answer = Agreement.require(referee, clickmill.reader(), query);
                census.add(query, answer, known);
                requireSameTotal(clickmill.reader(), query, answer);
                census.addSealed(Agreement.require(referee, clickmill.sealedReader(), query));
            }
        }
    }

    /**
     * Requires that the groups of a whole answer add up to the answer without groups, unless an event is in several
     * groups.
     */
    private static void requireSameTotal(StatsReader reader, StatsQuery query, StatsResult answer) {
        boolean whole = answer.rows().size() == answer.total();
        if (!whole
                || !query.rows().search().isEmpty()
                || !query.rows().having().isEmpty()
                || query.groupBy().isEmpty()
                || query.groupBy().stream().anyMatch(EnumSet.of(Field.PARAMS, Field.TAG)::contains)) {
            return;
        }
        StatsQuery ungrouped = new StatsQuery(
                query.selection(),
                List.of(),
                query.interval(),
                query.metrics(),
                Sort.descending(query.metrics().iterator().next()),
                RowChoice.NON_ZERO,
                StatsQuery.MAX_LIMIT,
                0,
                false);
        StatsResult total = reader.read(ungrouped);
        for (Metric metric : query.metrics()) {
            if (metric != Metric.UNIQUES) {
                assertThat(sum(answer, metric)).as("%s of %s", metric, query).isEqualTo(sum(total, metric));
            }
        }
    }

    private static long sum(StatsResult result, Metric metric) {
        return result.rows().stream().mapToLong(row -> row.value(metric)).sum();
    }

    private void requireBalance(SimulatedClickmill clickmill, Progress progress) throws Exception {
        long ticks = clickmill.sent() - records.size();
        assertThat(clickmill.number("SELECT count(*) FROM click_event")).isEqualTo(events.size());
        assertThat(progress)
                .isEqualTo(new Progress(
                        progress.at(),
                        clickmill.sent(),
                        events.size(),
                        records.size() - events.size() - rejected,
                        rejected + ticks));
    }
}
