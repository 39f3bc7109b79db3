package io.clickmill.bench.ask;

import java.util.List;
import java.util.Optional;

/** The rows of an answer, in their order. */
record Answer(List<Row> rows) {
    Answer {
        rows = List.copyOf(rows);
    }

    /**
     * A row.
     *
     * @param key the values of the group, and in a series the local time at which the step begins
     * @param uniques the unique visitors; 0 if they are not asked for
     * @param margin how far away the true number of visitors may be
     */
    record Row(List<String> key, long clicks, long uniques, long margin) {
        Row {
            key = List.copyOf(key);
        }

        boolean agreesWith(Row counted) {
            return key.equals(counted.key) && clicks == counted.clicks && Math.abs(uniques - counted.uniques) <= margin;
        }
    }

    /** The first difference from what was counted one by one; empty if there is none. */
    Optional<String> difference(Answer counted) {
        for (int i = 0; i < Math.max(rows.size(), counted.rows.size()); i++) {
            Optional<Row> answered = rows.stream().skip(i).findFirst();
            Optional<Row> expected = counted.rows.stream().skip(i).findFirst();
            if (answered.isEmpty() || expected.isEmpty() || !answered.get().agreesWith(expected.get())) {
                return Optional.of(
                        "row " + (i + 1) + " is " + answered.map(Row::toString).orElse("absent") + " (expected: "
                                + expected.map(Row::toString).orElse("no row") + ")");
            }
        }
        return Optional.empty();
    }
}
