package io.clickmill.api.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.api.query.BusyException;
import io.clickmill.api.query.ExpensiveQuestions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class EffortTest {
    private final ExpensiveQuestions questions = new ExpensiveQuestions(1, 1, 1, Duration.ofMinutes(1));

    @Test
    void needsAPermitForMoreThanALittle() {
        try (Effort effort = new Effort("acme", questions)) {
            effort.events(6_000);
            effort.values(40_000);
            assertThat(questions.running()).isZero();
            assertThat(effort.expensiveEvents()).isEqualTo(1);
            effort.values(1);
            assertThat(questions.running()).isEqualTo(1);
            assertThat(effort.expensiveEvents()).isZero();
            effort.events(1_000_000);
            assertThat(questions.running()).isEqualTo(1);
        }
        assertThat(questions.running()).isZero();
    }

    @Test
    void isRefusedWithoutAPermit() {
        try (Effort first = new Effort("acme", questions);
                Effort second = new Effort("acme", questions)) {
            first.events(10_001);
            assertThatThrownBy(() -> second.events(10_001)).isInstanceOf(BusyException.class);
        }
        assertThat(questions.running()).isZero();
    }
}
