package io.clickmill.api;

import io.clickmill.api.query.AnswerMemory;
import io.clickmill.api.query.BusyException.Owner;
import io.clickmill.api.query.ExpensiveQuestions;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** Tells in metrics how near questions are to their limits, and which were refused. */
final class QuestionMeters {
    private QuestionMeters() {}

    /** Adds them to the others. */
    static void bind(ExpensiveQuestions expensive, AnswerMemory memory, MeterRegistry meters) {
        for (Owner owner : Owner.values()) {
            FunctionCounter.builder("clickmill.expensive.refused", expensive, questions -> questions.refused(owner))
                    .description("Expensive questions that were refused, by whose were too many")
                    .tag("owner", owner.name().toLowerCase(Locale.ROOT))
                    .register(meters);
        }
        Gauge.builder("clickmill.expensive.running", expensive, ExpensiveQuestions::running)
                .description("Expensive questions that are being answered")
                .register(meters);
        Gauge.builder("clickmill.answers.memory", memory, AnswerMemory::sharedBytesTaken)
                .description("Memory that answers take which are being made or written, without what is free")
                .baseUnit("bytes")
                .register(meters);
    }
}
