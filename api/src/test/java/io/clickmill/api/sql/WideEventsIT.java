package io.clickmill.api.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.RollupFixture;
import io.clickmill.api.TestEvent;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsReader;
import io.clickmill.api.query.TimeRange;
import io.clickmill.contract.Schema;
import io.clickmill.contract.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events with long texts and many params. A group by params has a row for each of them. */
final class WideEventsIT {
    private static final Instant DAY = Instant.parse("2026-03-06T00:00:00Z");
    private static final TimeRange RANGE = TimeRange.of(DAY, DAY.plusSeconds(86_400), ZoneOffset.UTC);
    private static final int EVENTS = 60;
    private static final int PARAMS = 120;

    private static PostgresStatsReader reader;
    private static PagedReader paged;

    @BeforeAll
    static void fill() throws Exception {
        List<TestEvent> events = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            events.add(event("long", i, i + "Ω".repeat(20_000)));
            events.add(event("short", i, i + "Ω".repeat(20)));
        }
        TestDatabase database = TestDatabase.create();
        new RollupFixture(DAY.plusSeconds(86_400), Set.of()).fill(database, events);
        DataSource connections = database.pooled(Schema.READER_ROLE, 1);
        reader = new PostgresStatsReader(connections);
        paged = new PagedReader(connections);
    }

    /** A long text that is unpacked for each of an event's params takes some fifty times as long. */
    @ParameterizedTest
    @ValueSource(strings = {"URL", "BASE_URL", "REFERER_BASE_URL", "USER_AGENT"})
    void readsALongTextOnceForAllParamsOfAnEvent(Field field) {
        for (StatsReader way : List.of(reader, paged)) {
            assertThat(fastest(way, query("long", field)))
                    .isLessThan(fastest(way, query("short", field)).multipliedBy(4));
        }
    }

    private static Duration fastest(StatsReader way, StatsQuery query) {
        return Stream.generate(() -> time(way, query))
                .limit(3)
                .min(Duration::compareTo)
                .orElseThrow();
    }

    private static Duration time(StatsReader way, StatsQuery query) {
        long start = System.nanoTime();
        assertThat(way.read(query).rows()).hasSize(EVENTS * PARAMS);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static StatsQuery query(String account, Field field) {
        return StatsQuery.of(account, RANGE)
                .metrics(Metric.CLICKS)
                .groupBy(Field.PARAMS, field)
                .limit(EVENTS * PARAMS)
                .build();
    }

    private static TestEvent event(String account, int number, String text) {
        Map<String, String> params =
                IntStream.range(0, PARAMS).boxed().collect(Collectors.toMap(i -> "p" + i, i -> "v" + number));
        return new TestEvent(
                account,
                account + number,
                DAY.toEpochMilli() + number,
                false,
                false,
                "click",
                1 + number,
                0,
                Map.of(
                        Field.URL, text,
                        Field.REFERER_URL, text,
                        Field.USER_AGENT, text),
                params,
                List.of());
    }
}
