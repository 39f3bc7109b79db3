package io.clickmill.api.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.api.query.AnswerMemory.Answer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class AnswerMemoryTest {
    private static final QueryError TOO_LARGE = QueryError.invalid("limit", "much", "less");

    private final AnswerMemory memory = new AnswerMemory(10_000_000, 6_000_000);

    @Test
    void refusesAnAnswerThatIsTooLargeByItself() {
        try (Answer answer = memory.open()) {
            answer.take(6_000_000, TOO_LARGE);
            assertThatThrownBy(() -> answer.take(1, TOO_LARGE))
                    .isInstanceOf(QueryException.class)
                    .hasMessage("limit: much (expected: less)");
            assertThat(answer.held()).isEqualTo(6_000_000);
        }
        assertThat(memory.sharedBytesTaken()).isZero();
    }

    @Test
    void refusesWhatOthersLeaveNoRoomForAndTakesItLater() throws Exception {
        try (Answer first = memory.open()) {
            first.take(6_000_000, TOO_LARGE);
            inAnotherThread(() -> {
                try (Answer second = memory.open()) {
                    second.take(4_000_000, TOO_LARGE);
                    assertThatThrownBy(() -> second.take(1_000_000, TOO_LARGE)).isInstanceOf(BusyException.class);
                    assertThat(second.held()).isEqualTo(4_000_000);
                }
            });
            assertThat(memory.sharedBytesTaken()).isEqualTo(6_000_000 - AnswerMemory.FREE_BYTES);
        }
        try (Answer later = memory.open()) {
            later.take(5_000_000, TOO_LARGE);
        }
        assertThat(memory.sharedBytesTaken()).isZero();
    }

    @Test
    void alwaysTakesASmallAnswer() throws Exception {
        AnswerMemory full = new AnswerMemory(0, 6_000_000);
        try (Answer answer = full.open()) {
            answer.take(AnswerMemory.FREE_BYTES, TOO_LARGE);
            assertThatThrownBy(() -> answer.take(1, TOO_LARGE)).isInstanceOf(BusyException.class);
        }
    }

    @Test
    void isOneAnswerForAThreadUntilTheLastOpenerCloses() {
        try (Answer request = memory.open()) {
            try (Answer reader = memory.open()) {
                reader.take(2_000_000, TOO_LARGE);
                reader.shrinkTo(1_500_000);
            }
            assertThat(request.held()).isEqualTo(1_500_000);
        }
        try (Answer next = memory.open()) {
            assertThat(next.held()).isZero();
        }
    }

    @Test
    void countsTwoBytesForLettersThatAreNotLatin() {
        assertThat(AnswerMemory.heldBytes("жж") - AnswerMemory.heldBytes("gé")).isEqualTo(2);
        assertThat(AnswerMemory.writtenBytes("жж")).isEqualTo(2 * AnswerMemory.writtenBytes("gé"));
        assertThat(AnswerMemory.heldBytes(null)).isZero();
    }

    private static void inAnotherThread(Runnable work) throws Exception {
        CompletableFuture.runAsync(work).get();
    }
}
