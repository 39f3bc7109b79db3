package io.clickmill.api.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.api.query.BusyException.Owner;
import io.clickmill.api.query.ExpensiveQuestions.Permit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExpensiveQuestionsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final ExpensiveQuestions questions = new ExpensiveQuestions(2, 3, 3, PATIENCE);

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

    @Test
    void answersOneAfterAnother() throws Exception {
        ExpensiveQuestions one = new ExpensiveQuestions(2, 3, 1, PATIENCE);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        List<Thread> waiting = new ArrayList<>();
        try (Permit first = one.begin("a")) {
            assertThat(first).isNotNull();
            for (String account : List.of("a", "b")) {
                waiting.add(new Thread(() -> {
                    Permit permit = one.begin(account);
                    order.add(account + " beside " + (one.running() - 1));
                    permit.close();
                }));
                waiting.get(waiting.size() - 1).start();
                awaitWaiting(one, waiting.size());
            }
            assertThat(one.running()).isEqualTo(1);
            assertThatThrownBy(() -> one.begin("a"))
                    .isInstanceOfSatisfying(
                            BusyException.class, e -> assertThat(e.owner()).isEqualTo(Owner.ACCOUNT));
            assertThatThrownBy(() -> one.begin("c"))
                    .isInstanceOfSatisfying(
                            BusyException.class, e -> assertThat(e.owner()).isEqualTo(Owner.SERVER));
            assertThat(order).isEmpty();
        }
        for (Thread thread : waiting) {
            thread.join();
        }
        assertThat(order).containsExactly("a beside 0", "b beside 0");
        assertThat(one.running()).isZero();
        assertThat(one.waiting()).isZero();
        assertThat(one.accounts()).isZero();
    }

    @Test
    void refusesAQuestionThatHasWaitedForTooLong() {
        ExpensiveQuestions impatient = new ExpensiveQuestions(2, 3, 1, Duration.ofMillis(20));
        Permit first = impatient.begin("a");
        assertThatThrownBy(() -> impatient.begin("b"))
                .isInstanceOfSatisfying(
                        BusyException.class, e -> assertThat(e.owner()).isEqualTo(Owner.SERVER));
        assertThat(impatient.refused(Owner.SERVER)).isEqualTo(1);
        assertThat(impatient.accounts()).isEqualTo(1);
        first.close();
        impatient.begin("b").close();
        assertThat(impatient.accounts()).isZero();
    }

    @Test
    void letsGoOfWhatAnInterruptedQuestionHeld() throws Exception {
        ExpensiveQuestions one = new ExpensiveQuestions(1, 2, 1, PATIENCE);
        List<Exception> thrown = Collections.synchronizedList(new ArrayList<>());
        try (Permit first = one.begin("a")) {
            assertThat(first).isNotNull();
            Thread waiting = new Thread(() -> {
                try {
                    one.begin("b");
                } catch (BusyException e) {
                    thrown.add(e);
                }
            });
            waiting.start();
            awaitWaiting(one, 1);
            waiting.interrupt();
            waiting.join();
            assertThat(thrown).hasSize(1);
            assertThat(one.accounts()).isEqualTo(1);
        }
        one.begin("b").close();
    }

    private static void awaitWaiting(ExpensiveQuestions questions, int count) {
        while (questions.waiting() < count) {
            Thread.onSpinWait();
        }
    }

    private void requireRefused(String accountId, Owner owner) {
        assertThatThrownBy(() -> questions.begin(accountId))
                .isInstanceOfSatisfying(
                        BusyException.class, e -> assertThat(e.owner()).isEqualTo(owner));
    }
}
