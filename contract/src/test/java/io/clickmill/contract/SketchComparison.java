package io.clickmill.contract;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.datasketches.cpc.CpcSketch;
import org.apache.datasketches.cpc.CpcUnion;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.memory.Memory;
import org.apache.datasketches.theta.SetOperation;
import org.apache.datasketches.theta.UpdateSketch;

/**
 * Compares the families of sketches that {@link UniqueSketch} could use, and prints one Markdown table: bytes of a row,
 * time to merge one, and error of an answer. {@code RATIONALE.md} has the choice and the command. It takes some
 * minutes.
 */
final class SketchComparison {
    private static final int[] VISITORS = {100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000};
    private static final int[] ROW_VISITORS = {2_000, 10_000, 100_000};

    /** Number of rows that are merged for one answer. */
    private static final int ROWS = 100;

    private static final int ROUNDS = 300;

    private SketchComparison() {}

    /** A set of visitors under construction. */
    private interface Row {
        void add(long visitor);

        double estimate();

        byte[] toBytes();
    }

    /** A running union of rows, as for an answer. */
    private interface Answer {
        void merge(byte[] row);

        double estimate();
    }

    /**
     * A family of sketches.
     *
     * @param sameErrorAs the family whose estimates are identical and need no second measurement, or this one's own
     *     name
     */
    private record Family(String name, String sameErrorAs, Supplier<Row> rows, Supplier<Answer> answers) {}

    public static void main(String[] args) {
        List<Family> families = families();
        System.out.println(header());
        List<Errors> known = new ArrayList<>();
        for (Family family : families) {
            Errors errors = known.stream()
                    .filter(found -> found.family.equals(family.sameErrorAs))
                    .findFirst()
                    .orElseGet(() -> Errors.measure(family));
            known.add(errors);
            System.out.println(line(family, errors));
        }
    }

    private static List<Family> families() {
        List<Family> families = new ArrayList<>();
        families.add(new Family("UniqueSketch", "UniqueSketch", SketchComparison::ownRow, SketchComparison::ownAnswer));
        for (int lgK : new int[] {12, 13, 14}) {
            // The registers of the three types hold the same values and differ only in their bits.
            for (TgtHllType type : TgtHllType.values()) {
                families.add(new Family(
                        "HLL %d %s".formatted(lgK, type),
                        "HLL %d %s".formatted(lgK, TgtHllType.HLL_4),
                        () -> hllRow(lgK, type),
                        () -> hllAnswer(lgK)));
            }
        }
        for (int lgK : new int[] {11, 12, 13}) {
            String name = "CPC " + lgK;
            families.add(new Family(name, name, () -> cpcRow(lgK), () -> cpcAnswer(lgK)));
        }
        for (int k : new int[] {4_096, 16_384}) {
            String name = "Theta " + k;
            families.add(new Family(name, name, () -> thetaRow(k), () -> thetaAnswer(k)));
        }
        return families;
    }

    private static String header() {
        StringBuilder header = new StringBuilder("| family |");
        for (int visitors : VISITORS) {
            header.append(" bytes at %,d |".formatted(visitors));
        }
        for (int visitors : ROW_VISITORS) {
            header.append(" µs to merge %,d |".formatted(visitors));
        }
        for (int visitors : VISITORS) {
            header.append(" row of %,d: rms, worst %% |".formatted(visitors));
        }
        for (int visitors : VISITORS) {
            header.append(" union of %d rows, %,d: rms, worst %% |".formatted(ROWS, visitors));
        }
        return header + "\n|" + "---|".repeat(1 + 3 * VISITORS.length + ROW_VISITORS.length);
    }

    private static String line(Family family, Errors errors) {
        StringBuilder line = new StringBuilder("| " + family.name + " |");
        for (int visitors : VISITORS) {
            line.append(" %,d |".formatted(filled(family, visitors, 1).toBytes().length));
        }
        for (int visitors : ROW_VISITORS) {
            line.append(String.format(Locale.ROOT, " %.1f |", nanosToMerge(family, visitors) / 1e3));
        }
        errors.ofRows.forEach(error -> line.append(" " + error + " |"));
        errors.ofAnswers.forEach(error -> line.append(" " + error + " |"));
        return line.toString();
    }

    private static Row filled(Family family, int visitors, long seed) {
        Row row = family.rows.get();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < visitors; i++) {
            row.add(random.nextLong());
        }
        return row;
    }

    /** Nanoseconds of processor time, on which other load has little effect; the fastest of some rounds. */
    private static double nanosToMerge(Family family, int visitors) {
        List<byte[]> rows = IntStream.range(0, ROWS)
                .mapToObj(seed -> filled(family, visitors, seed).toBytes())
                .toList();
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        double sum = 0;
        long best = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long begin = clock.getCurrentThreadCpuTime();
            sum += unite(family, rows);
            best = Math.min(best, clock.getCurrentThreadCpuTime() - begin);
        }
        // The JIT compiler may drop a computation whose result nobody reads.
        if (sum == 0) {
            throw new IllegalStateException("the answers are empty");
        }
        return best / (double) ROWS;
    }

    private static double unite(Family family, List<byte[]> rows) {
        Answer answer = family.answers.get();
        rows.forEach(answer::merge);
        return answer.estimate();
    }

    /** Errors by number of visitors, as text. */
    private record Errors(String family, List<String> ofRows, List<String> ofAnswers) {
        static Errors measure(Family family) {
            List<String> ofRows = new ArrayList<>();
            List<String> ofAnswers = new ArrayList<>();
            for (int visitors : VISITORS) {
                int trials = visitors > 1_000_000 ? 50 : 200;
                double[] rows = new double[trials];
                double[] answers = new double[trials];
                IntStream.range(0, trials).parallel().forEach(trial -> {
                    rows[trial] = filled(family, visitors, trial).estimate() / visitors - 1;
                    answers[trial] = answer(family, visitors, trial).estimate() / visitors - 1;
                });
                ofRows.add(text(rows));
                ofAnswers.add(text(answers));
            }
            return new Errors(family.name, ofRows, ofAnswers);
        }

        /** Spreads the visitors over the rows in turn, and adds every fourth to the next row too. */
        private static Answer answer(Family family, int visitors, long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Row> rows =
                    IntStream.range(0, ROWS).mapToObj(i -> family.rows.get()).toList();
            for (int i = 0; i < visitors; i++) {
                long visitor = random.nextLong();
                rows.get(i % ROWS).add(visitor);
                if (i % 4 == 0) {
                    rows.get((i + 1) % ROWS).add(visitor);
                }
            }
            Answer answer = family.answers.get();
            rows.forEach(row -> answer.merge(row.toBytes()));
            return answer;
        }

        private static String text(double[] errors) {
            double rms = Math.sqrt(
                    Arrays.stream(errors).map(error -> error * error).average().orElseThrow());
            double worst = Arrays.stream(errors).map(Math::abs).max().orElseThrow();
            return String.format(Locale.ROOT, "%.2f, %.2f", 100 * rms, 100 * worst);
        }
    }

    private static Row ownRow() {
        UniqueSketch sketch = new UniqueSketch();
        return new Row() {
            @Override
            public void add(long visitor) {
                sketch.add(visitor);
            }

            @Override
            public double estimate() {
                return sketch.estimate();
            }

            @Override
            public byte[] toBytes() {
                return sketch.toBytes();
            }
        };
    }

    private static Answer ownAnswer() {
        UniqueSketch union = new UniqueSketch();
        return new Answer() {
            @Override
            public void merge(byte[] row) {
                union.union(row);
            }

            @Override
            public double estimate() {
                return union.estimate();
            }
        };
    }

    private static Row hllRow(int lgK, TgtHllType type) {
        HllSketch sketch = new HllSketch(lgK, type);
        return new Row() {
            @Override
            public void add(long visitor) {
                sketch.update(visitor);
            }

            @Override
            public double estimate() {
                return sketch.getEstimate();
            }

            @Override
            public byte[] toBytes() {
                return sketch.toCompactByteArray();
            }
        };
    }

    private static Answer hllAnswer(int lgK) {
        org.apache.datasketches.hll.Union union = new org.apache.datasketches.hll.Union(lgK);
        return new Answer() {
            @Override
            public void merge(byte[] row) {
                union.update(HllSketch.heapify(Memory.wrap(row, ByteOrder.nativeOrder())));
            }

            @Override
            public double estimate() {
                return union.getEstimate();
            }
        };
    }

    private static Row cpcRow(int lgK) {
        CpcSketch sketch = new CpcSketch(lgK);
        return new Row() {
            @Override
            public void add(long visitor) {
                sketch.update(visitor);
            }

            @Override
            public double estimate() {
                return sketch.getEstimate();
            }

            @Override
            public byte[] toBytes() {
                return sketch.toByteArray();
            }
        };
    }

    private static Answer cpcAnswer(int lgK) {
        CpcUnion union = new CpcUnion(lgK);
        return new Answer() {
            @Override
            public void merge(byte[] row) {
                union.update(CpcSketch.heapify(row));
            }

            @Override
            public double estimate() {
                return union.getResult().getEstimate();
            }
        };
    }

    private static Row thetaRow(int k) {
        UpdateSketch sketch = UpdateSketch.builder().setNominalEntries(k).build();
        return new Row() {
            @Override
            public void add(long visitor) {
                sketch.update(visitor);
            }

            @Override
            public double estimate() {
                return sketch.getEstimate();
            }

            @Override
            public byte[] toBytes() {
                return sketch.compact().toByteArray();
            }
        };
    }

    private static Answer thetaAnswer(int k) {
        org.apache.datasketches.theta.Union union =
                SetOperation.builder().setNominalEntries(k).buildUnion();
        return new Answer() {
            @Override
            public void merge(byte[] row) {
                union.union(Memory.wrap(row));
            }

            @Override
            public double estimate() {
                return union.getResult().getEstimate();
            }
        };
    }
}
