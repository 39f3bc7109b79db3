package io.clickmill.api.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.Referee;
import io.clickmill.api.RollupFixture;
import io.clickmill.api.TestEvent;
import io.clickmill.api.query.Bots;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.query.TimeRange;
import io.clickmill.contract.Schema;
import io.clickmill.contract.TestDatabase;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A question about all times reads only the days on which there are events of what it asks about. */
final class ScopeSpanIT {
    private static final TimeRange ALWAYS =
            new TimeRange(TimeRange.EARLIEST, TimeRange.LATEST, ZoneId.of("America/New_York"));

    private static Referee referee;
    private static PostgresStatsReader reader;

    @BeforeAll
    static void fill() throws Exception {
        List<TestEvent> events = new ArrayList<>();
        add(events, "brief", "2026-01-30T00:00:00Z", 100);
        add(events, "brief", "2026-01-31T23:59:59.900Z", 100);
        for (int day = 10; day < 20; day++) {
            add(events, "other", "2026-01-" + day + "T12:00:00Z", 100);
            add(events, "other", "2026-03-" + day + "T12:00:00Z", 100);
        }
        referee = new Referee(events);
        TestDatabase database = TestDatabase.create();
        new RollupFixture(Instant.parse("2026-03-15T12:00:00Z"), Set.of()).fill(database, events);
        reader = new PostgresStatsReader(database.pooled(Schema.READER_ROLE));
    }

    @Test
    void readsTheTwoDaysOfABriefCampaign() {
        assertPlan(brief(), "day=2 hour=0 minute=0 log=0; rollup_rows=2 log_rows=0 late_rows=0");
    }

    @Test
    void readsTheLogOfTheTwoDaysOfABriefCampaign() {
        assertPlan(brief().groupBy(Field.IP), "day=0 hour=0 minute=0 log=1; rollup_rows=0 log_rows=200 late_rows=0");
        assertPlan(brief().bots(Bots.INCLUDE), "day=0 hour=0 minute=0 log=1; rollup_rows=0 log_rows=200 late_rows=0");
    }

    @Test
    void readsTheDaysOfTheAccount() {
        assertPlan(
                StatsQuery.of("acme", ALWAYS), "day=17 hour=0 minute=0 log=3; rollup_rows=17 log_rows=500 late_rows=0");
    }

    @Test
    void readsNothingOfWhatHasNoEvents() {
        String nothing = "day=0 hour=0 minute=0 log=0; rollup_rows=0 log_rows=0 late_rows=0";
        assertPlan(StatsQuery.of("nobody", ALWAYS).groupBy(Field.IP), nothing);
        assertPlan(StatsQuery.of("acme", ALWAYS).filter(Filter.include(Field.LINK, "none")), nothing);
        TimeRange february = TimeRange.of(
                Instant.parse("2026-02-01T00:00:00Z"), Instant.parse("2026-03-01T00:00:00Z"), ALWAYS.zone());
        assertPlan(StatsQuery.of("acme", february).filter(Filter.include(Field.CAMPAIGN, "brief")), nothing);
    }

    private static StatsQuery.Builder brief() {
        return StatsQuery.of("acme", ALWAYS).filter(Filter.include(Field.CAMPAIGN, "brief"));
    }

    private static void assertPlan(StatsQuery.Builder asked, String plan) {
        StatsQuery query = asked.build();
        StatsResult result = reader.read(query);
        assertThat(result.rows()).isEqualTo(referee.read(query).rows());
        assertThat(result.plan()).hasToString(plan);
    }

    /** Events of a campaign, a millisecond apart. */
    private static void add(List<TestEvent> events, String campaign, String first, int count) {
        long from = Instant.parse(first).toEpochMilli();
        for (int i = 0; i < count; i++) {
            events.add(new TestEvent(
                    "acme",
                    "e" + events.size(),
                    from + i,
                    false,
                    false,
                    "click",
                    i,
                    0,
                    Map.of(Field.CAMPAIGN, campaign, Field.IP, "10.0.0." + i),
                    Map.of(),
                    List.of()));
        }
    }
}
