package io.clickmill.bench.ask;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuestionSqlTest {
    private static final Instant FROM = Instant.parse("2026-11-01T03:17:23.456Z");
    private static final Instant TO = Instant.parse("2026-11-02T00:00:00Z");

    @Test
    void countsAPageOfGroups() {
        Question question =
                Question.of("q", Question.Kind.OTHER, FROM, TO, "campaign=c-0&group_by=country,link&limit=20&offset=5");
        assertThat(question.path())
                .isEqualTo("/v1/stats?from=2026-11-01T03:17:23.456Z&to=2026-11-02T00:00:00Z"
                        + "&campaign=c-0&group_by=country,link&limit=20&offset=5");
        assertThat(QuestionSql.of(question, SqlDialect.POSTGRESQL)).isEqualTo("""
                SELECT country, link_id, count(*) FILTER (WHERE event = 'click')
                  FROM click_event
                 WHERE account_id = 'bench'
                   AND occurred_at >= TIMESTAMPTZ '2026-11-01T03:17:23.456Z'
                   AND occurred_at < TIMESTAMPTZ '2026-11-02T00:00:00Z'
                   AND NOT bot
                   AND campaign_id = 'c-0'
                 GROUP BY 1, 2
                HAVING count(*) FILTER (WHERE event = 'click') > 0
                 ORDER BY 3 DESC, 1, 2
                 LIMIT 20
                OFFSET 5""");
    }

    @Test
    void countsASeriesByTheClocksOfAZone() {
        Question question =
                Question.of("q", Question.Kind.OTHER, FROM, TO, "interval=hour&timezone=Asia/Kolkata&limit=1000");
        assertThat(QuestionSql.of(question, SqlDialect.DUCKDB)).isEqualTo("""
                SELECT date_trunc('hour', occurred_at AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Kolkata'), \
                count(*) FILTER (WHERE event = 'click')
                  FROM click_event
                 WHERE account_id = 'bench'
                   AND occurred_at >= TIMESTAMP '2026-11-01T03:17:23.456'
                   AND occurred_at < TIMESTAMP '2026-11-02T00:00'
                   AND NOT bot
                 GROUP BY 1
                HAVING count(*) FILTER (WHERE event = 'click') > 0
                 ORDER BY 1
                 LIMIT 1000
                OFFSET 0""");
    }

    @Test
    void findsTheFirstDifference() {
        Answer counted = new Answer(List.of(row("DE", 2, 1_000, 0), row("US", 1, 1, 0)));
        assertThat(new Answer(List.of(row("DE", 2, 990, 20), row("US", 1, 1, 0))).difference(counted))
                .isEmpty();
        assertThat(new Answer(List.of(row("DE", 2, 970, 20), row("US", 1, 1, 0))).difference(counted))
                .hasValueSatisfying(text -> assertThat(text).startsWith("row 1 is Row[key=[DE]"));
        assertThat(new Answer(List.of(row("DE", 2, 1_000, 0))).difference(counted))
                .hasValueSatisfying(text -> assertThat(text).startsWith("row 2 is absent"));
        assertThat(counted.difference(new Answer(counted.rows().subList(0, 1))))
                .hasValueSatisfying(text -> assertThat(text).endsWith("(expected: no row)"));
    }

    private static Answer.Row row(String country, long clicks, long uniques, long margin) {
        return new Answer.Row(List.of(country), clicks, uniques, margin);
    }
}
