package io.clickmill.job.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowSpreadTest {
    private static final WindowSpread SPREAD = new WindowSpread(Duration.ofSeconds(20));

    @Test
    void delaysSimilarKeysEvenly() {
        int[] keysBySecond = new int[20];
        for (int i = 0; i < 20_000; i++) {
            long delay = SPREAD.delayMillis(("campaign" + i).hashCode());
            assertThat(delay).isBetween(0L, 19_999L);
            keysBySecond[(int) delay / 1_000]++;
        }
        assertThat(IntStream.of(keysBySecond).allMatch(keys -> keys > 800 && keys < 1_200))
                .isTrue();
    }

    /** With the test vectors of MurmurHash3's finalizer. */
    @Test
    void delaysAKeyAlwaysAlike() {
        assertThat(IntStream.of(0, 1, -1, 1_234_567_890).mapToLong(SPREAD::delayMillis))
                .containsExactly(0L, 16_727L, 16_217L, 2_958L);
    }

    @Test
    void delaysNothingWithoutASpread() {
        assertThat(WindowSpread.NONE.delayMillis(123)).isZero();
        assertThat(WindowSpread.NONE.counted(123)).isEqualTo(123);
    }

    @Test
    void hasCountedWhatEndedBeforeTheLargestDelay() {
        assertThat(SPREAD.counted(1_714_564_800_000L)).isEqualTo(1_714_564_780_000L);
        assertThat(SPREAD.counted(Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1M", "PT-0.001S", "PT1H"})
    void refusesALengthThatWouldMixUpMinutes(Duration length) {
        assertThatThrownBy(() -> new WindowSpread(length)).hasMessageStartingWith("length: " + length);
    }
}
