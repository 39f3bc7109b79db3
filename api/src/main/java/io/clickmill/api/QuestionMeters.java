package io.clickmill.api;

import io.clickmill.api.query.AnswerMemory;
import io.clickmill.api.query.BusyException.Owner;
import io.clickmill.api.query.ExpensiveQuestions;
import io.clickmill.api.seal.SealStore;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Optional;

/** Metrics of how close questions are to their limits, and of how many were refused. */
final class QuestionMeters {
    private QuestionMeters() {}

    /** Registers the metrics. */
    static void bind(
            ExpensiveQuestions expensive, AnswerMemory memory, Optional<SealStore> seals, MeterRegistry meters) {
        seals.ifPresent(store -> {
            FunctionCounter.builder("clickmill.seals.loaded", store, SealStore::loaded)
                    .description("Seals that were loaded for questions")
                    .register(meters);
            FunctionCounter.builder("clickmill.seals.failed", store, SealStore::failed)
                    .description("Questions that sealed days could not answer, so that the log did, or nothing")
                    .register(meters);
        });
        for (Owner owner : Owner.values()) {
            FunctionCounter.builder("clickmill.expensive.refused", expensive, questions -> questions.refused(owner))
                    .description("Expensive questions that were refused, by whose limit was reached")
                    .tag("owner", owner.name().toLowerCase(Locale.ROOT))
                    .register(meters);
        }
        Gauge.builder("clickmill.expensive.running", expensive, ExpensiveQuestions::running)
                .description("Expensive questions that are being answered")
                .register(meters);
        Gauge.builder("clickmill.expensive.waiting", expensive, ExpensiveQuestions::waiting)
                .description("Expensive questions that wait for their turn")
                .register(meters);
        Gauge.builder("clickmill.answers.memory", memory, AnswerMemory::sharedBytesTaken)
                .description(
                        "Memory in use by answers that are being made or written, without the free 256 KiB of each")
                .baseUnit("bytes")
                .register(meters);
    }
}
