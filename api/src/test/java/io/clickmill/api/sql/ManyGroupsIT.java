package io.clickmill.api.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.api.query.Bots;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.Interval;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.QueryException;
import io.clickmill.api.query.Sort;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.query.TimeRange;
import io.clickmill.contract.Schema;
import io.clickmill.contract.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Pages of questions that have more groups than the answer to all of them may have, against counts of the whole log.
 */
final class ManyGroupsIT {
    private static final int SUBSCRIBERS = 270_000;

    /** A range that is aligned at neither end, with days with and without rollups, and with the progress in it. */
    private static final TimeRange RANGE = TimeRange.of(
            Instant.parse("2026-03-01T03:10:00.500Z"), Instant.parse("2026-03-30T22:59:59.999Z"), ZoneOffset.UTC);

    private static final List<Field> FIELDS = List.of(Field.SUBSCRIBER_ID, Field.IP, Field.URL);

    private static TestDatabase database;
    private static PostgresStatsReader reader;

    @BeforeAll
    static void fill() throws Exception {
        database = TestDatabase.create();
        ManyGroups.fill(database.owner(), SUBSCRIBERS);
        try (Connection connection = database.owner().getConnection()) {
            for (Field field : FIELDS) {
                count(connection, field);
            }
        }
        DataSource connections = database.pooled(Schema.READER_ROLE, 1);
        reader = new PostgresStatsReader(connections);
    }

    @ParameterizedTest(name = "{0}, {1} after {2}")
    @CsvSource({
        "SUBSCRIBER_ID, 10, 0",
        "SUBSCRIBER_ID, 1000, 5700",
        "IP, 10, 0",
        "IP, 10, 258000",
        "URL, 10, 0",
        "URL, 25, 5800",
    })
    void givesThePageThatIsAskedFor(Field field, int limit, int offset) throws SQLException {
        StatsQuery query = query(field).limit(limit).offset(offset).build();
        requireRight(query, "ORDER BY clicks DESC, val COLLATE \"C\"");
    }

    @ParameterizedTest
    @EnumSource(
            value = Field.class,
            names = {"SUBSCRIBER_ID", "IP", "URL"})
    void sortsByOtherKeys(Field field) throws SQLException {
        StatsQuery.Builder query = query(field).metrics(Metric.values()).limit(7);
        requireRight(
                query.sort(Sort.descending(Metric.SALE_AMOUNT)).build(),
                "ORDER BY sale_amount DESC, val COLLATE \"C\"");
        requireRight(query.sort(Sort.descending(Metric.UNIQUES)).build(), "ORDER BY uniques DESC, val COLLATE \"C\"");
        requireRight(query.sort(Sort.ascending(Metric.LEADS)).build(), "ORDER BY leads, val COLLATE \"C\"");
        requireRight(query.sort(Sort.descending(field)).build(), "ORDER BY val COLLATE \"C\" DESC");
    }

    @Test
    void countsUniqueVisitorsOfThePage() throws SQLException {
        StatsQuery query = query(Field.URL)
                .metrics(Metric.CLICKS, Metric.UNIQUES)
                .limit(300)
                .build();
        StatsResult result = requireRight(query, "ORDER BY clicks DESC, val COLLATE \"C\"");
        assertThat(result.rows().get(0).uniques().value()).isEqualTo(2);
        assertThat(result.plan().days()).isPositive();
        assertThat(result.plan().lateRows()).isPositive();
    }

    @Test
    void givesPagesOfASeries() {
        StatsQuery query =
                query(Field.SUBSCRIBER_ID).interval(Interval.DAY).limit(5).build();
        StatsResult result = reader.read(query);
        assertThat(result.total()).isGreaterThan(StatsQuery.MAX_LIMIT);
        assertThat(result.rows()).hasSize(5).allMatch(row -> Instant.parse("2026-03-01T00:00:00Z")
                .equals(row.start()));
    }

    @Test
    void returnsTheTotalWithAPageAfterTheLast() {
        StatsResult result =
                reader.read(query(Field.IP).limit(10).offset(Integer.MAX_VALUE).build());
        assertThat(result.rows()).isEmpty();
        assertThat(result.total()).isGreaterThan(StatsQuery.MAX_LIMIT);
    }

    @Test
    void refusesAllGroups() {
        StatsQuery all = query(Field.IP).limit(StatsQuery.MAX_LIMIT).build();
        assertThatThrownBy(() -> reader.read(all))
                .isInstanceOf(QueryException.class)
                .hasMessage("group_by: more than 250000 groups (expected: a shorter range or a filter)");
    }

    private static StatsQuery.Builder query(Field field) {
        return StatsQuery.of("acme", RANGE)
                .groupBy(field)
                .bots(Bots.EXCLUDE)
                .filter(Filter.include(Field.SOURCE, "all"));
    }

    private static StatsResult requireRight(StatsQuery query, String order) throws SQLException {
        StatsResult result = reader.read(query);
        List<String> right = new ArrayList<>();
        long total = bruteForce(query, order, right);
        assertThat(total).isGreaterThan(StatsQuery.MAX_LIMIT);
        assertThat(result.rows().stream().map(row -> {
                    List<Object> columns = new ArrayList<>(row.group());
                    query.metrics().forEach(metric -> columns.add(row.value(metric)));
                    return columns.toString();
                }))
                .isEqualTo(right);
        assertThat(result.rows()).allMatch(row -> row.uniques().exact());
        assertThat(result.total()).isEqualTo(total);
        return result;
    }

    /** Counts of every group by brute force over the log, in tables of their own: so they are made once. */
    private static void count(Connection connection, Field field) throws SQLException {
        String sql = """
                CREATE TABLE counted_%1$s AS
                SELECT %2$s AS val,
                       count(*) FILTER (WHERE event = 'click') AS clicks,
                       count(DISTINCT visitor) FILTER (WHERE event = 'click') AS uniques,
                       count(*) FILTER (WHERE event = 'lead') AS leads,
                       count(*) FILTER (WHERE event = 'sale') AS sales,
                       coalesce(sum(sale_amount), 0) AS sale_amount
                  FROM click_event
                 WHERE account_id = 'acme' AND occurred_at >= '%3$s' AND occurred_at < '%4$s' AND NOT bot
                 GROUP BY 1""".formatted(
                        field.word(),
                        FieldSql.value(field),
                        Instant.ofEpochMilli(RANGE.from()),
                        Instant.ofEpochMilli(RANGE.to()));
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Adds the rows of the page, and returns the number of all rows. */
    private static long bruteForce(StatsQuery query, String order, List<String> rows) throws SQLException {
        String asked = String.join(
                " OR ",
                query.metrics().stream().map(metric -> metric.word() + " <> 0").toList());
        String metrics =
                String.join(", ", query.metrics().stream().map(Metric::word).toList());
        String sql = """
                SELECT (SELECT count(*) FROM counted_%1$s WHERE %2$s), val, %3$s
                  FROM counted_%1$s
                 WHERE %2$s
                 %4$s
                 LIMIT %5$d OFFSET %6$d""".formatted(query.groupBy().get(0).word(), asked, metrics, order, query.limit(), query.offset());
        long total = 0;
        try (Connection connection = database.owner().getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            while (found.next()) {
                total = found.getLong(1);
                List<Object> columns = new ArrayList<>(List.of(found.getString(2)));
                for (int i = 0; i < query.metrics().size(); i++) {
                    columns.add(found.getLong(3 + i));
                }
                rows.add(columns.toString());
            }
        }
        return total;
    }
}
