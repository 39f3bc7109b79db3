package io.clickmill.bench.ask;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A question as plain SQL over the events, by which its answer is checked. Its columns are those of the group, the start
 * of the step of a series, the clicks, and the unique visitors if they are asked for.
 */
final class QuestionSql {
    private static final String CLICKS = "count(*) FILTER (WHERE event = 'click')";
    private static final String UNIQUES = "count(DISTINCT visitor) FILTER (WHERE event = 'click')";

    private QuestionSql() {}

    static String of(Question question, SqlDialect dialect) {
        List<String> keys = new ArrayList<>();
        question.groupBy().forEach(word -> keys.addAll(columns(word)));
        if (question.isSeries()) {
            String zone = question.parameters().getOrDefault("timezone", "UTC");
            keys.add("date_trunc('" + question.parameters().get("interval") + "', " + dialect.localTime(zone) + ")");
        }
        List<String> selected = new ArrayList<>(keys);
        selected.add(CLICKS);
        if (question.asksUniques()) {
            selected.add(UNIQUES);
        }
        return "SELECT " + String.join(", ", selected)
                + "\n  FROM " + (question.groupBy().contains("params") ? dialect.clicksWithParams() : "click_event")
                + "\n WHERE " + String.join("\n   AND ", conditions(question, dialect))
                + (keys.isEmpty() ? "" : grouped(question, keys.size()));
    }

    private static List<String> conditions(Question question, SqlDialect dialect) {
        List<String> conditions = new ArrayList<>(List.of(
                "account_id = '" + AskShape.ACCOUNT + "'",
                "occurred_at >= " + dialect.instant(question.from()),
                "occurred_at < " + dialect.instant(question.to()),
                "NOT bot"));
        question.filters().forEach((word, value) -> conditions.add(columns(word).get(0) + " = '" + value + "'"));
        return conditions;
    }

    /** Answers leave groups without clicks out. A series is sorted by time, and another answer by clicks. */
    private static String grouped(Question question, int keys) {
        String positions =
                IntStream.rangeClosed(1, keys).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        return "\n GROUP BY " + positions
                + "\nHAVING " + CLICKS + " > 0"
                + "\n ORDER BY " + (question.isSeries() ? "" : keys + 1 + " DESC, ") + positions
                + "\n LIMIT " + question.parameters().getOrDefault("limit", "100")
                + "\nOFFSET " + question.parameters().getOrDefault("offset", "0");
    }

    private static List<String> columns(String word) {
        return switch (word) {
            case "campaign", "link" -> List.of(word + "_id");
            case "params" -> List.of("param.key", "param.value");
            default -> List.of(word);
        };
    }
}
