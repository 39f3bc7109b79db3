package io.clickmill.api.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.Referee;
import io.clickmill.api.RollupFixture;
import io.clickmill.api.SealFixture;
import io.clickmill.api.TestEvent;
import io.clickmill.api.query.Bots;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.query.StatsResult.Row;
import io.clickmill.api.query.TimeRange;
import io.clickmill.contract.Dimension;
import io.clickmill.contract.Schema;
import io.clickmill.contract.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values around the length at which groups are cut, of one to four bytes a character, in every field that is text. */
final class LongValuesIT {
    private static final Instant DAY = Instant.parse("2026-03-06T00:00:00Z");
    private static final TimeRange RANGE = TimeRange.of(DAY, DAY.plusSeconds(86_400), ZoneOffset.UTC);

    /** Latin, Greek, Devanagari and an emoji: 1, 2, 3 and 4 bytes of UTF-8. */
    private static final List<String> LETTERS = List.of("q", "ω", "क", "🦊");

    /** Lengths of values in bytes. Some are longer than a group's value. */
    private static final List<Integer> LENGTHS = List.of(500, 508, 509, 510, 511, 512, 513, 600, 1_020);

    private static Referee referee;
    private static PostgresStatsReader reader;
    private static PagedReader paged;
    private static SealedReader sealed;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void fill() throws Exception {
        List<TestEvent> events = new ArrayList<>();
        for (String letter : LETTERS) {
            for (int bytes : LENGTHS) {
                for (String start : List.of("", "a", "ab")) {
                    int fits = (bytes - start.length()) / letter.getBytes(StandardCharsets.UTF_8).length;
                    events.add(event(events.size(), start + letter.repeat(fits)));
                }
            }
        }
        referee = new Referee(events);
        TestDatabase database = TestDatabase.create();
        new RollupFixture(DAY.plusSeconds(86_400), Set.of()).fill(database, events);
        DataSource connections = database.pooled(Schema.READER_ROLE, 1);
        reader = new PostgresStatsReader(connections);
        paged = new PagedReader(connections);
        new SealFixture(database, folder).seal("acme", LocalDate.ofInstant(DAY, ZoneOffset.UTC));
        sealed = new SealedReader(connections, folder.resolve("store"));
    }

    @AfterAll
    static void close() {
        sealed.close();
    }

    @ParameterizedTest
    @EnumSource(Field.class)
    void countsAGroupWhoseKeyIsGivenAsAFilter(Field field) {
        StatsQuery groups = query(field).build();
        StatsResult result = requireRight(groups);
        for (Row row : result.rows()) {
            assertThat(row.group())
                    .allMatch(value -> value.getBytes(StandardCharsets.UTF_8).length <= Dimension.MAX_VALUE_BYTES);
            String key = String.join("=", row.group());
            StatsResult one = requireRight(StatsQuery.of("acme", RANGE)
                    .bots(Bots.INCLUDE)
                    .metrics(Metric.CLICKS, Metric.SALES)
                    .filter(Filter.include(field, key))
                    .build());
            assertThat(one.rows().get(0).clicks()).as("clicks of %s", key).isEqualTo(row.clicks());
            assertThat(one.rows().get(0).sales()).as("sales of %s", key).isEqualTo(row.sales());
        }
    }

    @ParameterizedTest
    @EnumSource(Field.class)
    void filtersByAWholeValueAndLeavesItOut(Field field) {
        for (int bytes : List.of(508, 509, 510, 512, 513, 1_020)) {
            for (String letter : LETTERS) {
                String value = letter.repeat(bytes / letter.getBytes(StandardCharsets.UTF_8).length);
                String given = field == Field.PARAMS ? value + "=" + value : value;
                for (boolean exclude : new boolean[] {false, true}) {
                    requireRight(StatsQuery.of("acme", RANGE)
                            .filter(new Filter(field, exclude, List.of(given, "none such")))
                            .build());
                    requireRight(query(field)
                            .filter(new Filter(field, exclude, List.of(given)))
                            .build());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"USER_AGENT", "EMAIL_ADDRESS", "BASE_URL"})
    void groupsByTwoFieldsOfLongValues(Field field) {
        requireRight(query(field).groupBy(field, Field.PARAMS, Field.URL).build());
    }

    @Test
    void distinguishesWholeValuesThatBeginAlike() {
        String value = "q".repeat(600);
        assertThat(clicks(value)).isEqualTo(1);
        // The value selects the events of 512, 513, 600 and 1,020 bytes. That of 1,020 bytes is a sale.
        assertThat(clicks("q".repeat(512))).isEqualTo(3);
    }

    private static long clicks(String userAgent) {
        return requireRight(StatsQuery.of("acme", RANGE)
                        .filter(Filter.include(Field.USER_AGENT, userAgent))
                        .build())
                .rows()
                .get(0)
                .clicks();
    }

    private static StatsQuery.Builder query(Field field) {
        return StatsQuery.of("acme", RANGE)
                .bots(Bots.INCLUDE)
                .metrics(Metric.CLICKS, Metric.SALES)
                .groupBy(field)
                .limit(StatsQuery.MAX_LIMIT);
    }

    private static StatsResult requireRight(StatsQuery query) {
        StatsResult right = referee.read(query);
        StatsResult result = reader.read(query);
        // This compares by equals only, because describing a difference of such long texts takes minutes.
        assertThat(result.rows().equals(right.rows()))
                .as(
                        "rows by %s of filters %s",
                        query.groupBy(), query.selection().filters())
                .isTrue();
        assertThat(paged.read(query).rows().equals(right.rows()))
                .as(
                        "rows of a page by %s of filters %s",
                        query.groupBy(), query.selection().filters())
                .isTrue();
        assertThat(sealed.read(query).rows().equals(right.rows()))
                .as(
                        "rows of seals by %s of filters %s",
                        query.groupBy(), query.selection().filters())
                .isTrue();
        StatsQuery page = PagedReader.asPage(query);
        assertThat(sealed.read(page).rows().equals(right.rows()))
                .as(
                        "rows of a page of seals by %s of filters %s",
                        query.groupBy(), query.selection().filters())
                .isTrue();
        return result;
    }

    /** A click, or every fourth time a sale. All of its texts are the same. */
    private static TestEvent event(int number, String text) {
        Map<Field, String> values = new EnumMap<>(Field.class);
        for (Field field : Field.values()) {
            values.put(field, field == Field.URL_LOCATION ? "3" : text);
        }
        return new TestEvent(
                "acme",
                "e" + number,
                DAY.toEpochMilli() + number,
                false,
                false,
                number % 4 == 0 ? "sale" : "click",
                1 + number,
                100,
                values,
                Map.of(text, text),
                List.of(text, "short"));
    }
}
