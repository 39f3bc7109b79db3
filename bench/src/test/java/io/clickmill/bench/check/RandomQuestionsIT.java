package io.clickmill.bench.check;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.api.query.StatsReader;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.query.StatsResult.PlanSummary;
import io.clickmill.api.query.StatsResult.Row;
import io.clickmill.api.query.StatsResult.Uniques;
import io.clickmill.bench.data.DataShape;
import io.clickmill.contract.Schema;
import io.clickmill.contract.TestDatabase;
import io.clickmill.local.run.CommandFailure;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Asks about an empty log. {@code BenchIT} asks about a full one. */
class RandomQuestionsIT {
    private static final DataShape SHAPE = new DataShape(1, 1_000, 10, Instant.parse("2026-11-20T12:00:00Z"), false);

    private final DataSource database = TestDatabase.create().pooled(Schema.READER_ROLE);

    @Test
    void agreesWithRightAnswers() throws Exception {
        new RandomQuestions(SHAPE).check(database, 100, (what, done, total) -> {});
    }

    @Test
    void printsAWrongAnswerAndTheRightOne() {
        StatsReader wrong = query -> new StatsResult(
                List.of(new Row(query.groupColumns(), null, Uniques.NONE, 7)), 1, null, PlanSummary.NOTHING);
        assertThatThrownBy(() -> new RandomQuestions(SHAPE).check(wrong, database, 1, (what, done, total) -> {}))
                .isInstanceOf(CommandFailure.class)
                .hasMessageStartingWith("a wrong answer to ")
                .hasMessageContaining("=7}")
                .hasMessageContaining("\nthe log: {");
    }
}
