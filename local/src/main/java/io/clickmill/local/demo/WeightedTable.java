package io.clickmill.local.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
        List<T> rows = new ArrayList<>();
        List<Double> weights = new ArrayList<>();
        InputStream in = WeightedTable.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IllegalStateException("resource missing: " + resource);
        }
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line : reader.lines().filter(l -> !l.startsWith("#")).toList()) {
                String[] columns = line.split("\t");
                weights.add(Double.parseDouble(columns[0]));
                rows.add(row.apply(columns));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new WeightedTable<>(
                rows, weights.stream().mapToDouble(Double::doubleValue).toArray());
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
