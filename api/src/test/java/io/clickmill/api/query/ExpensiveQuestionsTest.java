package io.clickmill.api.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.api.query.BusyException.Owner;
import io.clickmill.api.query.ExpensiveQuestions.Permit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExpensiveQuestionsTest {
    private final ExpensiveQuestions questions = new ExpensiveQuestions(2, 3);

    @Test
    void refusesMoreThanTheShareOfAnAccount() {
        Permit first = questions.begin("acme");
        Permit second = questions.begin("acme");
        requireRefused("acme", Owner.ACCOUNT);
        first.close();
        questions.begin("acme").close();
        second.close();
        assertThat(questions.running()).isZero();
        assertThat(questions.refused(Owner.ACCOUNT)).isEqualTo(1);
        assertThat(questions.refused(Owner.SERVER)).isZero();
    }

    @Test
    void refusesMoreThanThereAreForAll() {
        List<Permit> permits = new ArrayList<>();
        permits.add(questions.begin("a"));
        permits.add(questions.begin("b"));
        permits.add(questions.begin("c"));
        requireRefused("d", Owner.SERVER);
        requireRefused("a", Owner.SERVER);
        assertThat(questions.running()).isEqualTo(3);
        permits.forEach(Permit::close);
        questions.begin("d").close();
    }

    @Test
    void forgetsAccountsThatAskNothing() {
        for (int i = 0; i < 1_000; i++) {
            questions.begin("account " + i).close();
        }
        try (Permit a = questions.begin("a");
                Permit b = questions.begin("b");
                Permit c = questions.begin("c")) {
            for (int i = 0; i < 1_000; i++) {
                requireRefused("account " + i, Owner.SERVER);
            }
            assertThat(questions.accounts()).isEqualTo(3);
            assertThat(List.of(a, b, c)).doesNotContainNull();
        }
        assertThat(questions.accounts()).isZero();
    }

    private void requireRefused(String accountId, Owner owner) {
        assertThatThrownBy(() -> questions.begin(accountId))
                .isInstanceOfSatisfying(
                        BusyException.class, e -> assertThat(e.owner()).isEqualTo(owner));
    }
}
