package io.clickmill.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

final class UniqueSketchTest {
    @Test
    void isExactUpTo1024VisitorsAndNotAbove() {
        UniqueSketch merged = new UniqueSketch();
        for (int part = 0; part < 16; part++) {
            UniqueSketch sketch = new UniqueSketch();
            for (int i = 0; i < 128; i++) {
                sketch.add(hash(part * 64 + i));
            }
            merged.union(part % 2 == 0 ? sketch : UniqueSketch.of(sketch.toBytes()));
        }
        // Neighbouring parts overlap by half, so the union has 15 * 64 + 128 = 1,088 visitors.
        assertThat(merged.isExact()).isFalse();

        UniqueSketch exact = new UniqueSketch();
        for (int i = 0; i < 1024; i++) {
            exact.add(hash(i));
            exact.add(hash(i));
        }
        assertThat(exact.isExact()).isTrue();
        assertThat(exact.estimate()).isEqualTo(1024);
        assertThat(UniqueSketch.of(exact.toBytes()).estimate()).isEqualTo(1024);
    }

    @Test
    void staysWithinThreeStandardErrorsAbove1024Visitors() {
        for (int visitors : new int[] {1_025, 5_000, 100_000, 1_000_000}) {
            UniqueSketch sketch = new UniqueSketch();
            for (int i = 0; i < visitors; i++) {
                sketch.add(hash(i));
            }
            UniqueSketch read = UniqueSketch.of(sketch.toBytes());
            assertThat(read.estimate())
                    .isCloseTo(visitors, Percentage.withPercentage(300 * UniqueSketch.RELATIVE_STANDARD_ERROR));
            assertThat(read.lowerBound()).isLessThanOrEqualTo(read.estimate());
            assertThat(read.upperBound()).isGreaterThanOrEqualTo(read.estimate());
        }
    }

    /** A small HLL sketch is off by one in about one of a hundred sets. Its bounds still include the true number. */
    @Test
    void boundsOfASmallSketchIncludeTheTrueNumber() {
        int wrong = 0;
        for (int set = 0; set < 500; set++) {
            UniqueSketch sketch = new UniqueSketch();
            for (int i = 0; i < 1_400; i++) {
                sketch.add(hash(set * 1_400L + i));
            }
            wrong += sketch.estimate() == 1_400 ? 0 : 1;
            assertThat(1_400L).isBetween(sketch.lowerBound(), sketch.upperBound());
        }
        assertThat(wrong).isPositive();
    }

    @Test
    void unionOfHllAndExactCountsBoth() {
        UniqueSketch large = new UniqueSketch();
        UniqueSketch small = new UniqueSketch();
        for (int i = 0; i < 20_000; i++) {
            large.add(hash(i));
        }
        for (int i = 19_900; i < 20_100; i++) {
            small.add(hash(i));
        }
        small.union(large);
        assertThat(small.estimate()).isCloseTo(20_100, Percentage.withPercentage(2.5));
    }

    @Test
    void bytesOfAnExactSetDoNotDependOnTheOrder() {
        UniqueSketch up = new UniqueSketch();
        UniqueSketch down = new UniqueSketch();
        for (int i = 0; i < 500; i++) {
            up.add(hash(i));
            down.add(hash(499 - i));
        }
        assertThat(up.toBytes()).isEqualTo(down.toBytes());
    }

    @Test
    void holdsTheHashZero() {
        UniqueSketch sketch = new UniqueSketch();
        sketch.add(0);
        assertThat(sketch.estimate()).isEqualTo(1);
        assertThat(UniqueSketch.of(new byte[0]).estimate()).isZero();
    }

    @Test
    void namesAnUnknownKind() {
        assertThatThrownBy(() -> UniqueSketch.of(new byte[] {9}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unique sketch: kind 9 (expected: 1, 2)");
    }

    private static long hash(long i) {
        return new Random(i * 0x9E3779B97F4A7C15L).nextLong();
    }
}
