package io.clickmill.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ByteBudgetTest {
    @Test
    void refusesMoreThanIsFreeAndReusesWhatIsReleased() {
        ByteBudget budget = new ByteBudget(100);
        try (ByteBudget.Part first = budget.open();
                ByteBudget.Part second = budget.open()) {
            assertThat(first.take(60)).isTrue();
            assertThat(second.take(41)).isFalse();
            assertThat(second.take(40)).isTrue();
            assertThat(first.take(1)).isFalse();
        }
        try (ByteBudget.Part all = budget.open()) {
            assertThat(all.take(100)).isTrue();
        }
    }

    @Test
    void reusesWhatIsGivenBackOnceAndNoMore() {
        ByteBudget budget = new ByteBudget(100);
        ByteBudget.Part part = budget.open();
        assertThat(part.take(100)).isTrue();
        part.giveBack(70);
        assertThat(part.take(71)).isFalse();
        assertThat(part.take(70)).isTrue();
        part.close();
        part.giveBack(100);
        try (ByteBudget.Part all = budget.open()) {
            assertThat(all.take(101)).isFalse();
            assertThat(all.take(100)).isTrue();
        }
    }
}
