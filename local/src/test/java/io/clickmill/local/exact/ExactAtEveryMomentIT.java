package io.clickmill.local.exact;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.Agreement;
import io.clickmill.api.Referee;
import io.clickmill.api.TestEvent;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.local.exact.SimulatedClickmill.Progress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;

/** Random streams through the whole job, with a restart and folds, and random questions at every stage. */
class ExactAtEveryMomentIT {
    private static final int QUESTIONS = Integer.getInteger("exact.questions", 24);

    /** Records are sent in so many bursts a stage, so that watermarks pass between them. */
    private static final int BURSTS = 6;

    private static final PlanCensus CENSUS = new PlanCensus();

    @Provide
    Arbitrary<ClickStream> streams() {
        return Arbitraries.fromGenerator(random -> new ShrinkableStream(RandomStreams.next(random, QUESTIONS)));
    }

    @Property(shrinking = ShrinkingMode.BOUNDED)
    void answersWhatTheRefereeAnswers(@ForAll("streams") ClickStream stream) throws Exception {
        long t0 = System.nanoTime();
        new Run(stream).run();
        System.out.println("stream " + stream.records().size() + " took " + (System.nanoTime() - t0) / 1_000_000);
    }

    @AfterContainer
    static void requireVariety() {
        System.out.println(CENSUS);
        CENSUS.requireVariety();
    }

    /** One stream from its first record to its last answer. */
    private static final class Run {
        private final ClickStream stream;
        private final List<Sent> records;
        private final Map<List<Object>, TestEvent> events = new LinkedHashMap<>();
        private long rejected;

        Run(ClickStream stream) {
            this.stream = stream;
            this.records = stream.records();
        }

        void run() throws Exception {
            int size = records.size();
            int first = size / 3;
            int second = first + size / 4;
            int third = second + size / 4;
            try (SimulatedClickmill clickmill =
                    SimulatedClickmill.start(stream.partitions(), Instant.ofEpochMilli(stream.start()))) {
                long t0 = System.nanoTime();
                send(clickmill, 0, first);
                clickmill.awaitLogged();
                long t1 = System.nanoTime();
                ask(clickmill, Stage.AFTER_THE_FIRST_RECORDS);
                long t2 = System.nanoTime();
                sendThroughAFailure(clickmill, first, second);
                clickmill.awaitProgress(clickmill.newest());
                long t3 = System.nanoTime();
                ask(clickmill, Stage.AFTER_THE_RESTART);
                long t4 = System.nanoTime();

                send(clickmill, second, third);
                clickmill.awaitProgress(clickmill.newest());
                ask(clickmill, Stage.BEFORE_THE_FOLD);
                clickmill.fold();
                ask(clickmill, Stage.AFTER_THE_FOLD);
                long t5 = System.nanoTime();

                send(clickmill, third, size);
                long end = stream.start() + (ClickStream.DAYS + 1) * 86_400_000L;
                Progress progress = clickmill.awaitProgress(Math.max(clickmill.newest(), end));
                long t6 = System.nanoTime();
                ask(clickmill, Stage.AT_THE_END);
                clickmill.fold();
                ask(clickmill, Stage.AFTER_THE_LAST_FOLD);
                long t7 = System.nanoTime();
                requireBalance(clickmill, progress);
                System.out.printf(
                        "first %d ask %d restart %d ask %d fold %d end %d ask %d%n",
                        (t1 - t0) / 1000000,
                        (t2 - t1) / 1000000,
                        (t3 - t2) / 1000000,
                        (t4 - t3) / 1000000,
                        (t5 - t4) / 1000000,
                        (t6 - t5) / 1000000,
                        (t7 - t6) / 1000000);
            }
        }

        private void send(SimulatedClickmill clickmill, int from, int to) throws InterruptedException {
            for (int i = from; i < to; i++) {
                Sent record = records.get(i);
                clickmill.send(record);
                record.event()
                        .ifPresentOrElse(
                                event -> events.putIfAbsent(
                                        List.of(event.accountId(), event.occurredAt(), event.eventId()), event),
                                () -> rejected++);
                if ((i - from + 1) % Math.max(1, (to - from) / BURSTS) == 0) {
                    Thread.sleep(10);
                }
            }
        }

        private void sendThroughAFailure(SimulatedClickmill clickmill, int from, int to) throws Exception {
            if (from == to) {
                return;
            }
            int failAt = from + new Random(stream.seed()).nextInt(to - from);
            send(clickmill, from, failAt);
            clickmill.failAtNextOf(records.get(failAt).partition());
            send(clickmill, failAt, to);
            clickmill.awaitFailure();
        }

        private void ask(SimulatedClickmill clickmill, Stage stage) {
            List<TestEvent> sofar = List.copyOf(events.values());
            Referee referee = new Referee(sofar);
            for (Question question : stream.questions()) {
                if (question.stage() == stage) {
                    StatsQuery query = question.of(stream);
                    CENSUS.add(query, Agreement.require(referee, clickmill.reader(), query), sofar);
                }
            }
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
            assertThat(clickmill.number("SELECT count(*) FROM click_event WHERE late"))
                    .isZero();
        }
    }
}
