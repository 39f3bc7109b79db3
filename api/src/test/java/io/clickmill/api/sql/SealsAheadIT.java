package io.clickmill.api.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.MutableClock;
import io.clickmill.api.RollupFixture;
import io.clickmill.api.SealFixture;
import io.clickmill.api.TestEvent;
import io.clickmill.api.query.AnswerMemory;
import io.clickmill.api.query.ExpensiveQuestions;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.TimeRange;
import io.clickmill.api.seal.SealStore;
import io.clickmill.contract.Dimension;
import io.clickmill.contract.Schema;
import io.clickmill.contract.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seals that were loaded before anybody asked. */
final class SealsAheadIT {
    private static final LocalDate FIRST = LocalDate.parse("2026-03-30");

    /** Of a day, which are in two seals. */
    private static final int CLICKS = 2 * Dimension.MIN_EVENTS;

    @TempDir
    private Path folder;

    @Test
    void loadsWhatIsNewOfMonthsThatWereAskedForAndOfTheNext() throws Exception {
        TestDatabase database = TestDatabase.create();
        List<TestEvent> events = new ArrayList<>();
        for (int day = 0; day < 34; day++) {
            for (String accountId : List.of("acme", "globex")) {
                for (int visitor = 1; visitor <= CLICKS; visitor++) {
                    events.add(click(accountId, day, visitor));
                }
            }
        }
        new RollupFixture(at(34), Set.of()).fill(database, events);
        SealFixture fixture = new SealFixture(database, folder);
        MutableClock clock = new MutableClock(Instant.parse("2026-04-15T00:00:00Z"));
        DataSource connections = database.pooled(Schema.READER_ROLE, 1);
        try (SealStore store = SealStore.open(
                        folder.resolve("store"), new SealStore.Limits(1_000, 128, 1, Duration.ofMinutes(1)));
                SealsAhead ahead = new SealsAhead(connections, store, clock)) {
            fixture.seal("acme", FIRST);
            fixture.seal("globex", FIRST);
            ahead.load();
            assertThat(store.loaded()).as("nobody has asked").isZero();

            ask(connections, store, "acme", 0);
            assertThat(store.loaded()).isEqualTo(2);

            fixture.seal("acme", FIRST.plusDays(1));
            fixture.seal("acme", FIRST.plusDays(2));
            fixture.seal("acme", FIRST.plusDays(33));
            fixture.seal("globex", FIRST.plusDays(1));
            ahead.load();
            assertThat(store.loaded())
                    .as("March, of which a day was asked for, and April")
                    .isEqualTo(6);
            ask(connections, store, "acme", 1);
            ask(connections, store, "acme", 2);
            assertThat(store.loaded()).isEqualTo(6);

            clock.advance(Duration.ofDays(60));
            ahead.load();
            assertThat(store.loaded()).as("in June nobody has asked for May").isEqualTo(6);
            clock.advance(Duration.ofDays(-30));
            ahead.load();
            assertThat(store.loaded()).as("May follows April").isEqualTo(8);
            ask(connections, store, "acme", 33);
            assertThat(store.loaded()).isEqualTo(8);
        }
    }

    /** Asks for a day, and checks that its seal has answered. */
    private static void ask(DataSource connections, SealStore store, String accountId, int day) throws SQLException {
        PostgresStatsReader reader = new PostgresStatsReader(
                connections,
                AnswerMemory.ofHeap(1L << 30),
                ExpensiveQuestions.unlimited(),
                Optional.of(new Seals(store, 0)),
                new Tallies.Limits(StatsQuery.MAX_LIMIT, 10_000, 10_000));
        StatsQuery query = StatsQuery.of(accountId, TimeRange.of(at(day), at(day + 1), ZoneOffset.UTC))
                .groupBy(Field.COUNTRY, Field.DEVICE)
                .metrics(Metric.CLICKS)
                .build();
        assertThat(reader.read(query).plan().toString()).endsWith("; seal_days=1 seal_rows=" + CLICKS);
    }

    private static TestEvent click(String accountId, int day, long visitor) {
        return new TestEvent(
                accountId,
                accountId + day + "-" + visitor,
                at(day).toEpochMilli() + visitor,
                false,
                false,
                "click",
                visitor,
                0,
                Map.of(Field.COUNTRY, "DE"),
                Map.of(),
                List.of());
    }

    private static Instant at(int day) {
        return FIRST.plusDays(day).atStartOfDay().toInstant(ZoneOffset.UTC);
    }
}
