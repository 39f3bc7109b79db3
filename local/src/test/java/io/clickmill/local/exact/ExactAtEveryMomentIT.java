package io.clickmill.local.exact;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.TestEvent;
import io.clickmill.job.time.Lateness;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Sends random streams through the whole job, with a restart and folds, and asks random questions at every stage. A
 * failing stream is shrunk, and printed as the Java code that makes it. Add it to {@link KeptStreams}.
 */
class ExactAtEveryMomentIT {
    /** Number of questions about each stream. */
    private static final int QUESTIONS = Integer.getInteger("clickmill.exact.questions", 24);

    private static final PlanCensus CENSUS = new PlanCensus();
    private static boolean failed;

    @Provide
    Arbitrary<ClickStream> streams() {
        AtomicInteger number = new AtomicInteger();
        return Arbitraries.fromGenerator(random -> new ShrinkableStream(typical(random, number.getAndIncrement())));
    }

    private static ClickStream typical(Random random, int number) {
        ClickStream stream = RandomStreams.next(random, number, QUESTIONS);
        List<Sent> records = stream.records();
        List<TestEvent> events =
                records.stream().flatMap(sent -> sent.event().stream()).toList();
        assertThat(records)
                .hasSizeGreaterThanOrEqualTo(RandomStreams.MIN_RECORDS)
                .anyMatch(ExactAtEveryMomentIT::isLate)
                .as("records amid which the job fails and restarts")
                .anyMatch(sent -> sent.appendedAt() > stream.cuts().get(0)
                        && sent.appendedAt() <= stream.cuts().get(1));
        assertThat(events).anyMatch(TestEvent::bot);
        assertThat(Set.copyOf(events)).as("the events without duplicates").hasSizeLessThan(events.size());
        return stream;
    }

    private static boolean isLate(Sent record) {
        return record.event()
                .filter(event -> Lateness.DEFAULT.isLate(event.occurredAt(), record.appendedAt()))
                .isPresent();
    }

    @Property(shrinking = ShrinkingMode.BOUNDED)
    void answersWhatTheRefereeAnswers(@ForAll("streams") ClickStream stream) throws Exception {
        answersRightly(stream);
    }

    @Example
    void answersWhatItOnceAnsweredWrongly() throws Exception {
        for (ClickStream stream : KeptStreams.ALL) {
            answersRightly(stream);
        }
    }

    private static void answersRightly(ClickStream stream) throws Exception {
        boolean right = false;
        try {
            new StreamRun(stream, CENSUS).run();
            right = true;
        } finally {
            failed |= !right;
        }
    }

    @AfterContainer
    static void asksOfEveryKind() {
        System.out.println("ExactAtEveryMomentIT: " + CENSUS);
        // Shrunk streams need not have all kinds of plans.
        if (!failed) {
            CENSUS.requireVariety();
        }
    }
}
