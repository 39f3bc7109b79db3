package io.clickmill.job.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.Dimension;
import io.clickmill.contract.Granularity;
import io.clickmill.contract.Measure;
import io.clickmill.contract.Scope;
import io.clickmill.job.count.RollupKey;
import io.clickmill.job.count.RollupRow;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RowBatchTest {
    private final RowBatch batch = new RowBatch();

    @Test
    void isFullWithAThousandSmallRows() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(batch.isFull()).isFalse();
            batch.add(row(1, 1, 0));
        }
        assertThat(batch.isFull()).isTrue();
        batch.clear();
        assertThat(batch.isFull()).isFalse();
    }

    @Test
    void isFullWithSixteenMegabytesOfValuesOrTextsOrSketches() {
        assertThat(rowsOfABatch(row(10_000, 4, 0))).isEqualTo(5);
        assertThat(rowsOfABatch(row(10_000, 512, 0))).isEqualTo(2);
        assertThat(rowsOfABatch(row(1_000, 4, 8_000))).isEqualTo(1);
        assertThat(rowsOfABatch(row(100, 4, 8_000))).isEqualTo(10);
    }

    @Test
    void doesNotLetALargeRowWaitWithOthers() {
        RollupRow large = row(10_000, 4, 8_193);
        assertThat(batch.isBefore(large)).isFalse();
        batch.add(row(1, 1, 0));
        assertThat(batch.isBefore(large)).isTrue();
        assertThat(batch.isBefore(row(1_000, 4, 100))).isFalse();
        batch.clear();
        assertThat(batch.isBefore(large)).isFalse();
    }

    private int rowsOfABatch(RollupRow row) {
        batch.clear();
        int rows = 0;
        while (!batch.isFull()) {
            batch.add(row);
            rows++;
        }
        return rows;
    }

    private static RollupRow row(int values, int characters, int sketchBytes) {
        String[] texts = new String[values];
        Arrays.fill(texts, "x".repeat(characters));
        byte[][] sketches = new byte[sketchBytes == 0 ? 0 : values][];
        Arrays.fill(sketches, new byte[sketchBytes]);
        return new RollupRow(
                new RollupKey("acme", Scope.ACCOUNT, ""),
                Dimension.CITY,
                Granularity.MINUTE,
                0,
                false,
                sketchBytes > 0,
                texts,
                new long[Measure.COUNT][values],
                sketches,
                new long[sketches.length]);
    }
}
