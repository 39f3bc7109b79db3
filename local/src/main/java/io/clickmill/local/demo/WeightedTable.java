package io.clickmill.local.demo;

import io.clickmill.contract.Resources;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * A table whose rows are drawn in proportion to their weights. Its resource has tab-separated lines, the weight first.
 */
final class WeightedTable<T> {
    private final List<T> rows;
    /** The sum of the weights up to the row of the same index, included. */
    private final double[] cumulated;

    WeightedTable(List<T> rows, double[] weights) {
        this.rows = List.copyOf(rows);
        this.cumulated = new double[weights.length];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i];
            cumulated[i] = sum;
        }
    }

    static <T> WeightedTable<T> read(String resource, Function<String[], T> row) {
        List<String[]> lines = Resources.text(WeightedTable.class, resource)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\t"))
                .toList();
        return new WeightedTable<>(
                lines.stream().map(row).toList(),
                lines.stream()
                        .mapToDouble(columns -> Double.parseDouble(columns[0]))
                        .toArray());
    }

    T draw(SplittableRandom random) {
        double point = random.nextDouble() * cumulated[cumulated.length - 1];
        int index = 0;
        while (cumulated[index] <= point) {
            index++;
        }
        return rows.get(index);
    }

    List<T> rows() {
        return rows;
    }
}
