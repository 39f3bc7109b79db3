package io.clickmill.bench.check;

import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsReader;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.query.TimeRange;
import io.clickmill.api.sql.PostgresStatsReader;
import io.clickmill.bench.Progress;
import io.clickmill.bench.data.ClickData;
import io.clickmill.bench.data.DataShape;
import io.clickmill.contract.Granularity;
import io.clickmill.local.run.CommandFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * Random questions about the events of a measurement, answered by the API's reader and counted by SQL over the log. The
 * questions are the same for the same shape.
 */
public final class RandomQuestions {
    private static final List<Field> GROUPS = List.of(
            Field.CAMPAIGN,
            Field.LINK,
            Field.COUNTRY,
            Field.CITY,
            Field.DEVICE,
            Field.BROWSER,
            Field.BROWSER_VERSION,
            Field.OS,
            Field.URL,
            Field.UTM_CAMPAIGN);

    private static final List<Filter> FILTERS = List.of(
            Filter.include(Field.COUNTRY, "US", "DE"),
            Filter.exclude(Field.COUNTRY, "US"),
            Filter.include(Field.DEVICE, "Mobile"),
            Filter.exclude(Field.BROWSER, "Chrome"),
            Filter.include(Field.OS, "iOS", "Android"));

    /** Late events are up to an hour older than the first arrival. */
    private static final Duration OLDEST = Duration.ofHours(1);

    private final DataShape shape;
    private final SplittableRandom random;

    public RandomQuestions(DataShape shape) {
        this.shape = shape;
        this.random = new SplittableRandom(shape.seed());
    }

    /**
     * Asks the API's reader a number of questions.
     *
     * @param database connects as a role that may read all tables
     * @throws CommandFailure with both answers if one differs
     */
    public void check(DataSource database, int count, Progress progress) throws SQLException {
        check(new PostgresStatsReader(database), database, count, progress);
    }

    void check(StatsReader reader, DataSource database, int count, Progress progress) throws SQLException {
        try (Connection connection = database.getConnection()) {
            for (int i = 0; i < count; i++) {
                progress.at("asking " + count + " questions", i, count);
                StatsQuery query = next();
                Map<List<String>, Long> expected = CountedLog.count(connection, query);
                StatsResult result = reader.read(query);
                Map<List<String>, Long> answered = new TreeMap<>(CountedLog.ORDER);
                result.rows().forEach(row -> answered.put(row.group(), row.clicks()));
                if (!answered.equals(expected)) {
                    throw new CommandFailure("a wrong answer to " + query + ", read from " + result.plan()
                            + "\nanswer:  " + answered + "\nthe log: " + expected);
                }
            }
        }
    }

    private StatsQuery next() {
        long from = shape.firstArrival().minus(OLDEST).toEpochMilli();
        long to = shape.end().toEpochMilli() + 1;
        if (random.nextInt(3) > 0) {
            from = instant(random.nextLong(from, to));
            to = Math.max(from, instant(random.nextLong(from, to)));
        }
        StatsQuery.Builder query = StatsQuery.of(ClickData.ACCOUNT, new TimeRange(from, to, ZoneOffset.UTC))
                .metrics(Metric.CLICKS)
                .limit(StatsQuery.MAX_LIMIT);
        if (random.nextBoolean()) {
            query.filter(scope());
        }
        if (random.nextInt(4) == 0) {
            query.filter(FILTERS.get(random.nextInt(FILTERS.size())));
        }
        List<Field> groups = new ArrayList<>();
        for (int fields = random.nextInt(3); groups.size() < fields; ) {
            Field field = GROUPS.get(random.nextInt(GROUPS.size()));
            if (!groups.contains(field)) {
                groups.add(field);
            }
        }
        return query.groupBy(groups).build();
    }

    /** Rounded to a minute in half of the cases, so that rollups can answer. */
    private long instant(long millis) {
        return random.nextBoolean() ? Granularity.MINUTE.floor(millis) : millis;
    }

    private Filter scope() {
        int rank = random.nextInt(20);
        return random.nextBoolean()
                ? Filter.include(Field.CAMPAIGN, shape.hot() && rank < 10 ? "hot" : "c-" + rank)
                : Filter.include(Field.LINK, "l-" + rank);
    }
}
