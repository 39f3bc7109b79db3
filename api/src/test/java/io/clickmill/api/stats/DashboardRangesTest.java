package io.clickmill.api.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.dashboard.Modules;
import io.clickmill.api.http.QueryParameters;
import io.clickmill.api.query.TimeRange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The ranges of the dashboard's menu, as the page asks for them and as the API reads that, are those of the calendar of
 * {@code java.time}: in zones with half hours, with clocks that skip midnight or move by half an hour, and around each
 * change of the clocks, each end of a month and a leap day.
 */
final class DashboardRangesTest {
    private static final LocalDate FIRST = LocalDate.of(2024, 2, 29);

    @TempDir
    private static Path folder;

    private static Modules modules;
    private static Value ranges;

    @BeforeAll
    static void load() throws IOException {
        modules = Modules.load(folder);
        ranges = modules.eval("ranges.js");
    }

    @AfterAll
    static void close() {
        modules.close();
    }

    static Stream<String> zones() {
        return Stream.of(
                "UTC",
                "Europe/Berlin",
                "America/New_York",
                "Asia/Kolkata",
                "Asia/Beirut",
                "America/Santiago",
                "Australia/Lord_Howe",
                "Pacific/Apia");
    }

    @ParameterizedTest
    @MethodSource("zones")
    void areThoseOfTheCalendar(String name) {
        ZoneId zone = ZoneId.of(name);
        for (Instant now : moments(zone)) {
            Map<String, TimeRange> expected = expected(now, zone);
            assertThat(presets()).isEqualTo(expected.keySet());
            expected.forEach((preset, range) -> {
                String state = "{\"range\":\"" + preset + "\",\"from\":null,\"to\":null}";
                assertThat(asked(state, now, zone))
                        .as("%s at %s in %s", preset, now, name)
                        .isEqualTo(range);
            });
        }
    }

    /** Days on which the clocks change have 23, 25 or other hours. */
    @ParameterizedTest
    @MethodSource("zones")
    void areWholeDaysBetweenDates(String name) {
        ZoneId zone = ZoneId.of(name);
        for (Instant now : moments(zone)) {
            LocalDate from = LocalDate.ofInstant(now, zone);
            LocalDate to = from.plusDays(2);
            String state = "{\"range\":null,\"from\":\"" + from + "\",\"to\":\"" + to + "\"}";
            assertThat(asked(state, now.plus(Duration.ofDays(30)), zone))
                    .as("%s to %s in %s", from, to, name)
                    .isEqualTo(range(
                            from.atStartOfDay(zone).toInstant(),
                            to.atStartOfDay(zone).toInstant(),
                            zone));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2026-03-29T00:59:59.999+01:00", "2026-10-25T02:30:00.001+02:00", "2026-10-25T02:30:00.001+01:00"
            })
    void areAsExactAsTheirEnds(String from) {
        ZoneId zone = ZoneId.of("Europe/Berlin");
        Instant now = Instant.parse("2026-11-30T18:00:00.123Z");
        String state = "{\"range\":null,\"from\":\"" + from + "\",\"to\":null}";
        assertThat(asked(state, now, zone))
                .isEqualTo(range(OffsetDateTime.parse(from).toInstant(), now, zone));
    }

    @Test
    void coverTheChangesOfTheClocks() {
        assertThat(moments(ZoneId.of("Europe/Berlin"))).hasSizeGreaterThan(60);
    }

    /** Moments around each change of the clocks of 2026 and 2027, and around ends of months, years and a leap day. */
    private static List<Instant> moments(ZoneId zone) {
        List<Instant> around = new ArrayList<>(List.of(
                Instant.parse("2026-12-31T23:30:00Z"),
                Instant.parse("2027-03-01T00:00:00Z"),
                Instant.parse("2028-02-29T12:00:00.001Z"),
                Instant.parse("2026-05-31T11:59:59.999Z")));
        Instant change = Instant.parse("2026-01-01T00:00:00Z");
        for (int i = 0; i < 4 && zone.getRules().nextTransition(change) != null; i++) {
            change = zone.getRules().nextTransition(change).getInstant();
            around.add(change);
        }
        return around.stream()
                .flatMap(moment -> Stream.of(-30L, -7L, -1L, 0L, 1L, 7L, 30L)
                        .flatMap(hours -> Stream.of(
                                moment.plus(Duration.ofHours(hours)), moment.plus(Duration.ofHours(hours * 24)))))
                .distinct()
                .toList();
    }

    private static Map<String, TimeRange> expected(Instant now, ZoneId zone) {
        LocalDate today = LocalDate.ofInstant(now, zone);
        LocalDate month = today.withDayOfMonth(1);
        Map<String, TimeRange> expected = new HashMap<>();
        expected.put("30m", range(now.truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofMinutes(29)), now, zone));
        expected.put("24h", range(now.minus(Duration.ofHours(24)), now, zone));
        expected.put("yesterday", range(start(today.minusDays(1), zone), start(today, zone), zone));
        expected.put("last-month", range(start(month.minusMonths(1), zone), start(month, zone), zone));
        Map.of(
                        "today", today,
                        "7d", today.minusDays(6),
                        "28d", today.minusDays(27),
                        "30d", today.minusDays(29),
                        "91d", today.minusDays(90),
                        "month", month,
                        "year", today.withDayOfYear(1),
                        "12m", month.minusMonths(11),
                        "all", FIRST)
                .forEach((preset, from) -> expected.put(preset, range(start(from, zone), now, zone)));
        return expected;
    }

    private static Instant start(LocalDate date, ZoneId zone) {
        return date.atStartOfDay(zone).toInstant();
    }

    private static TimeRange range(Instant from, Instant to, ZoneId zone) {
        return new TimeRange(from.toEpochMilli(), to.toEpochMilli(), zone);
    }

    private static Set<String> presets() {
        Set<String> ids = new HashSet<>();
        Value presets = ranges.getMember("PRESETS");
        for (int i = 0; i < presets.getArraySize(); i++) {
            ids.add(presets.getArrayElement(i).getMember("id").asString());
        }
        return ids;
    }

    /** What the page asks for, as the API reads it. */
    private static TimeRange asked(String state, Instant now, ZoneId zone) {
        Value clock = modules.json("{\"now\":" + now.toEpochMilli() + ",\"today\":\"" + LocalDate.ofInstant(now, zone)
                + "\",\"first\":\"" + FIRST + "\"}");
        Value range = ranges.getMember("rangeOf").execute(modules.json(state), clock);
        Map<String, List<String>> parameters = new HashMap<>();
        parameters.put("timezone", List.of(zone.getId()));
        for (String end : List.of("from", "to")) {
            Value value = range.getMember(end);
            if (!value.isNull()) {
                parameters.put(end, List.of(value.asString()));
            }
        }
        return StatsRequest.parse(new QueryParameters(parameters), "acme", now)
                .query()
                .range();
    }
}
