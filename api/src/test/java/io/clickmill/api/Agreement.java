package io.clickmill.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.query.Metric;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsReader;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.query.StatsResult.Row;
import io.clickmill.api.query.StatsResult.Uniques;
import io.clickmill.contract.UniqueSketch;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Requires an answer to equal the referee's. Unique visitors that are marked as estimates need only be close. */
public final class Agreement {
    private static final Comparator<Row> BY_GROUP = Comparator.comparing(
                    Row::start, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
            .thenComparing(row -> String.join("\0", row.group()));

    private Agreement() {}

    /** Asks the referee and the reader, and returns the reader's answer. */
    public static StatsResult require(StatsReader referee, StatsReader reader, StatsQuery query) {
        StatsResult right = referee.read(query);
        StatsResult result = reader.read(query);
        String what = query + "\n" + result.plan();
        assertThat(result.total()).as(what).isEqualTo(right.total());
        boolean exact = result.rows().stream().allMatch(row -> row.uniques().exact());
        if (exact) {
            assertThat(result.rows()).as(what).isEqualTo(right.rows());
            return result;
        }
        List<Row> expected = right.rows();
        List<Row> found = result.rows();
        if (query.sort().key() == Metric.UNIQUES) {
            if (found.size() < result.total()) {
                // Estimates may order rows differently, so that the page may hold other rows.
                return result;
            }
            expected = expected.stream().sorted(BY_GROUP).toList();
            found = found.stream().sorted(BY_GROUP).toList();
        }
        assertThat(found.stream().map(Agreement::withoutUniques))
                .as(what)
                .isEqualTo(expected.stream().map(Agreement::withoutUniques).toList());
        for (int i = 0; i < expected.size(); i++) {
            requireClose(expected.get(i).uniques().value(), found.get(i).uniques(), what);
        }
        return result;
    }

    private static void requireClose(long right, Uniques uniques, String what) {
        if (uniques.exact()) {
            assertThat(uniques.value()).as(what).isEqualTo(right);
        } else {
            assertThat(right).as(what).isGreaterThan(UniqueSketch.MAX_EXACT);
            assertThat((double) uniques.value())
                    .as(what)
                    .isBetween(
                            right * (1 - 5 * UniqueSketch.RELATIVE_STANDARD_ERROR),
                            right * (1 + 5 * UniqueSketch.RELATIVE_STANDARD_ERROR));
        }
    }

    private static Row withoutUniques(Row row) {
        return new Row(row.group(), row.start(), Uniques.NONE, row.numbers());
    }
}
