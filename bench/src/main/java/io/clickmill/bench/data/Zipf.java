package io.clickmill.bench.data;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Ranks from 0, drawn by Zipf's law with exponent 1: rank k is drawn in proportion to 1 / (k + 1). */
final class Zipf {
    /** The probability of all ranks up to the one of the same index, included. */
    private final double[] cumulated;

    Zipf(int ranks) {
        cumulated = new double[ranks];
        double sum = 0;
        for (int rank = 0; rank < ranks; rank++) {
            sum += 1.0 / (rank + 1);
            cumulated[rank] = sum;
        }
        for (int rank = 0; rank < ranks; rank++) {
            cumulated[rank] /= sum;
        }
    }

    int draw(SplittableRandom random) {
        return rankOf(random.nextDouble());
    }

    /** The rank in which a point of [0, 1) falls. */
    int rankOf(double point) {
        int found = Arrays.binarySearch(cumulated, point);
        return Math.min(cumulated.length - 1, found >= 0 ? found + 1 : -found - 1);
    }

    /** The probability of a rank. */
    double share(int rank) {
        return rank == 0 ? cumulated[0] : cumulated[rank] - cumulated[rank - 1];
    }
}
