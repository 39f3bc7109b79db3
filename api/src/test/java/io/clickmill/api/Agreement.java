package io.clickmill.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.query.Metric;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsReader;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.query.StatsResult.Row;
import io.clickmill.api.query.StatsResult.Uniques;
import io.clickmill.contract.UniqueSketch;

/** Requires an answer to be the referee's: exactly, but for uniques that say of themselves that they are estimates. */
public final class Agreement {
    private Agreement() {}

    /** Asks both and returns the reader's answer. */
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
        if (query.sort().key() == Metric.UNIQUES) {
            // An estimate may order rows otherwise.
            return result;
        }
        assertThat(result.rows().stream().map(Agreement::withoutUniques))
                .as(what)
                .isEqualTo(right.rows().stream().map(Agreement::withoutUniques).toList());
        for (int i = 0; i < right.rows().size(); i++) {
            requireClose(
                    right.rows().get(i).uniques().value(), result.rows().get(i).uniques(), what);
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
        return new Row(
                row.group(), row.start(), row.clicks(), Uniques.NONE, row.leads(), row.sales(), row.saleAmount());
    }
}
