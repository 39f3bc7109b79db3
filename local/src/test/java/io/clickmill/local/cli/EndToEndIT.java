package io.clickmill.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import com.fasterxml.jackson.databind.JsonNode;
import io.clickmill.api.query.Field;
import io.clickmill.contract.Dimension;
import io.clickmill.contract.Scope;
import io.clickmill.local.cli.ApiClient.Answer;
import io.clickmill.local.cli.SharedSystem.Balance;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Every grouping equals a count over the events that were sent, first from the log and then from rollups.
 * {@link RejectedRecordsIT} covers rejected records.
 *
 * <p>The events that are counted are of one minute and of the six hours before it. The tests run in this order because
 * the rollups of the minute count only 40 seconds after its end.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EndToEndIT {
    @RegisterExtension
    private static final SharedSystem SYSTEM = new SharedSystem();

    private static final Clock CLOCK = Clock.systemUTC();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration UNTIL_LATE = Duration.ofSeconds(16);
    private static final Duration UNTIL_COMPLETE = Duration.ofSeconds(40);
    private static final int ON_TIME = 300;
    private static final int LATE_OF_THE_MINUTE = 60;
    private static final int LATE_BY_HOURS = 40;
    private static final int DUPLICATES = 25;

    /** EmailConsul's word for a group, and ours. */
    private static final Map<String, Field> EMAILCONSUL_GROUPS = new LinkedHashMap<>();

    static {
        EMAILCONSUL_GROUPS.put("campaign_id", Field.CAMPAIGN);
        EMAILCONSUL_GROUPS.put("subscriber_id", Field.SUBSCRIBER_ID);
        EMAILCONSUL_GROUPS.put("device", Field.DEVICE);
        EMAILCONSUL_GROUPS.put("country", Field.COUNTRY);
        EMAILCONSUL_GROUPS.put("ip", Field.IP);
        EMAILCONSUL_GROUPS.put("browser", Field.BROWSER_VERSION);
        EMAILCONSUL_GROUPS.put("custom_link_title", Field.CUSTOM_LINK_TITLE);
        EMAILCONSUL_GROUPS.put("params", Field.PARAMS);
    }

    private static final SampleEvents SAMPLES = new SampleEvents();
    private static final List<SampleEvent> SENT = new ArrayList<>();
    private static final List<SampleEvent> LATE = new ArrayList<>();

    private static ApiClient api;
    private static Instant minute;
    private static Instant from;
    private static Instant to;

    @BeforeAll
    static void open() {
        api = new ApiClient(SYSTEM.description().apiUrl(), SYSTEM.newKey("end-to-end"));
    }

    @Test
    @Order(1)
    void countsEveryGroupingImmediatelyFromTheLog() throws Exception {
        Balance before = SYSTEM.settledBalance();
        send();
        awaitAll();
        assertSoftly(softly -> {
            for (Slice slice : List.of(Slice.ACCOUNT, Slice.CAMPAIGN)) {
                for (Optional<Field> field : groupings()) {
                    Map<String, Long> plan = checkStats(softly, slice, field, "exclude", humans(SENT), true);
                    softly.assertThat(plan)
                            .as("plan of %s by %s", slice, field)
                            .containsEntry("minute", 0L)
                            .containsEntry("hour", 0L)
                            .containsEntry("day", 0L)
                            .containsEntry("rollup_rows", 0L)
                            .containsEntry("late_rows", 0L)
                            .containsEntry("log_rows", Counts.memberships(slice.of(inRange(humans(SENT))), field));
                }
                checkEmailConsul(softly, slice, false);
            }
        });
        // Copies are sent only now, so none of the counts above could include them.
        post(SENT.subList(0, DUPLICATES));
        post(SENT.subList(SENT.size() - DUPLICATES, SENT.size()));
        assertThat(SYSTEM.settledBalance().since(before))
                .isEqualTo(new Balance(SENT.size() + 2L * DUPLICATES, SENT.size(), 2L * DUPLICATES, 0));
    }

    @Test
    @Order(2)
    void countsBotsIfTheyAreAskedFor() {
        assertSoftly(softly -> {
            for (Optional<Field> field : groupings()) {
                checkStats(softly, Slice.ACCOUNT, field, "include", SENT, true);
                checkStats(
                        softly,
                        Slice.ACCOUNT,
                        field,
                        "only",
                        SENT.stream().filter(SampleEvent::bot).toList(),
                        true);
            }
        });
    }

    @Test
    @Order(3)
    void countsEveryGroupingFromRollupsAndLateEvents() throws Exception {
        Balance balance = SYSTEM.settledBalance();
        sleepUntil(to.plus(UNTIL_LATE));
        List<SampleEvent> late = SAMPLES.between(minute, to, LATE_OF_THE_MINUTE);
        postLate(late.subList(0, LATE_OF_THE_MINUTE / 2));
        sleepUntil(to.plus(UNTIL_COMPLETE));
        Answer complete = Await.until(
                PATIENCE, () -> stats(Slice.ACCOUNT, Optional.empty(), "exclude", true), EndToEndIT::isMinuteComplete);
        assertThat(isMinuteComplete(complete)).as(complete.body().toString()).isTrue();
        postLate(late.subList(LATE_OF_THE_MINUTE / 2, LATE_OF_THE_MINUTE));
        post(SENT.subList(0, DUPLICATES));
        awaitAll();
        assertSoftly(softly -> {
            for (Slice slice : List.of(Slice.ACCOUNT, Slice.CAMPAIGN, Slice.LINK, Slice.SOURCE)) {
                for (Optional<Field> field : groupings()) {
                    for (boolean uniques : new boolean[] {false, true}) {
                        Map<String, Long> plan = checkStats(softly, slice, field, "exclude", humans(SENT), uniques);
                        checkPlan(softly, slice, field, slice.holds(field, uniques), plan);
                    }
                }
                if (slice.scope() == Scope.ACCOUNT || slice.scope() == Scope.CAMPAIGN) {
                    checkEmailConsul(softly, slice, true);
                }
            }
        });
        assertThat(SYSTEM.settledBalance().since(balance))
                .isEqualTo(new Balance(LATE_OF_THE_MINUTE + DUPLICATES, LATE_OF_THE_MINUTE, DUPLICATES, 0));
    }

    /** Sends events of the minute, late events of the hours before, and some right before and after the range. */
    private static void send() throws Exception {
        Instant now = earlyInAMinute();
        minute = now.truncatedTo(ChronoUnit.MINUTES);
        from = minute.minus(Duration.ofHours(6)).minusMillis(12_345);
        to = minute.plusSeconds(60);
        List<SampleEvent> current = SAMPLES.between(now.minusSeconds(4), now, ON_TIME);
        post(current);
        List<SampleEvent> past = SAMPLES.between(from, minute.minusSeconds(3600), LATE_BY_HOURS);
        past.add(SAMPLES.at(from));
        past.add(SAMPLES.at(from.minusMillis(1)));
        past.add(SAMPLES.at(to));
        past.add(SAMPLES.at(to.plusMillis(1)));
        post(past);
        assertThat(Slice.CAMPAIGN.of(humans(current)))
                .as("events enough for rollups")
                .hasSizeGreaterThan(Dimension.MIN_EVENTS);
        assertThat(Slice.LINK.of(humans(current))).hasSizeGreaterThan(Dimension.MIN_EVENTS);
        assertThat(Slice.SOURCE.of(humans(current))).hasSizeGreaterThan(Dimension.MIN_EVENTS);
    }

    /**
     * Compares {@code /v1/stats} with the events; groups of one field add up to all events.
     *
     * @return the plan
     */
    private static Map<String, Long> checkStats(
            SoftAssertions softly,
            Slice slice,
            Optional<Field> field,
            String bots,
            Collection<SampleEvent> events,
            boolean uniques) {
        String description = "%s by %s, bots=%s".formatted(slice, field, bots);
        Answer answer = stats(slice, field, bots, uniques);
        softly.assertThat(answer.status()).as(description).isEqualTo(200);
        List<SampleEvent> asked = slice.of(inRange(events));
        Map<List<String>, Counts> expected = Counts.by(field, asked);
        if (!uniques) {
            expected.replaceAll((group, counts) -> counts.withoutUniques());
        }
        Map<List<String>, Counts> counted =
                Counts.of(answer.data(), field.map(Field::columns).orElse(List.of()));
        softly.assertThat(counted).as(description).isEqualTo(expected);
        softly.assertThat(answer.body().at("/meta/total").asInt()).isEqualTo(expected.size());
        if (field.filter(EnumSet.of(Field.PARAMS, Field.TAG)::contains).isEmpty()) {
            softly.assertThat(Counts.sum(counted.values()))
                    .as("sum of " + description)
                    .isEqualTo(Counts.of(asked).withoutUniques());
        }
        return answer.plan();
    }

    private static void checkPlan(
            SoftAssertions softly, Slice slice, Optional<Field> field, boolean rollups, Map<String, Long> plan) {
        List<SampleEvent> asked = slice.of(inRange(humans(SENT)));
        List<SampleEvent> ofMinute = asked.stream()
                .filter(event -> !event.timestamp().isBefore(minute))
                .toList();
        long late = ofMinute.stream().filter(LATE::contains).count();
        String description = "plan of %s by %s".formatted(slice, field);
        softly.assertThat(late).isPositive();
        softly.assertThat(plan)
                .as(description)
                .containsEntry("day", 0L)
                .containsEntry("hour", 0L)
                .containsEntry("minute", rollups ? 1L : 0L)
                .containsEntry("rollup_rows", rollups ? 1L : 0L)
                .containsEntry("late_rows", rollups ? late : 0L)
                .containsEntry("log_rows", rollups ? asked.size() - ofMinute.size() : Counts.memberships(asked, field));
    }

    /** Compares each group of EmailConsul's totals, and the total, with the events: entries, order and number. */
    private static void checkEmailConsul(SoftAssertions softly, Slice slice, boolean rollups) {
        Map<String, String> parameters = new LinkedHashMap<>(
                Map.of("period_from", from.toString(), "period_to", to.toString(), "limit", "1000"));
        slice.field().ifPresent(field -> parameters.put("campaign_id", slice.id()));
        List<SampleEvent> clicks = slice.of(inRange(humans(SENT))).stream()
                .filter(event -> event.kind().equals("click"))
                .toList();
        Answer total = api.get("/tracking/link/stats/aggregated", parameters);
        softly.assertThat(total.data().toString()).isEqualTo("[{\"count\":%d}]".formatted(clicks.size()));
        for (Map.Entry<String, Field> group : EMAILCONSUL_GROUPS.entrySet()) {
            Optional<Field> field = Optional.of(group.getValue());
            parameters.put("group", group.getKey());
            Answer answer = api.get("/tracking/link/stats/aggregated", parameters);
            String description = "EmailConsul's %s of %s".formatted(group.getKey(), slice);
            softly.assertThat(entries(answer.data()))
                    .as(description)
                    .isEqualTo(expectedEntries(group.getKey(), clicks));
            softly.assertThat(answer.body().at("/meta/count").asInt())
                    .as(description)
                    .isEqualTo(answer.data().size());
            softly.assertThat(answer.plan().get("minute"))
                    .as("plan of " + description)
                    .isEqualTo(rollups && slice.holds(field, false) ? 1L : 0L);
        }
        parameters.put("group", "?");
        softly.assertThat(api.get("/tracking/link/stats/aggregated", parameters)
                        .body()
                        .get("message")
                        .asText())
                .as("the known groups")
                .isEqualTo("group: ? (expected: one of " + String.join(", ", EMAILCONSUL_GROUPS.keySet()) + ")");
    }

    private static List<Map<String, String>> entries(JsonNode data) {
        List<Map<String, String>> entries = new ArrayList<>();
        for (JsonNode entry : data) {
            Map<String, String> fields = new LinkedHashMap<>();
            entry.properties()
                    .forEach(
                            field -> fields.put(field.getKey(), field.getValue().asText()));
            entries.add(fields);
        }
        return entries;
    }

    /** The entries in the order of EmailConsul: most clicks first, and by value if the clicks are equal. */
    private static List<Map<String, String>> expectedEntries(String word, List<SampleEvent> clicks) {
        Field field = EMAILCONSUL_GROUPS.get(word);
        List<String> columns = field == Field.PARAMS ? List.of("params_name", "params_value") : List.of(word);
        return Counts.by(Optional.of(field), clicks).entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<List<String>, Counts> group) ->
                                -group.getValue().clicks())
                        .thenComparing(group -> group.getKey().get(0))
                        .thenComparing(
                                group -> group.getKey().get(group.getKey().size() - 1)))
                .map(group -> {
                    Map<String, String> entry = new LinkedHashMap<>();
                    for (int i = 0; i < columns.size(); i++) {
                        entry.put(columns.get(i), group.getKey().get(i));
                    }
                    entry.put("count", Long.toString(group.getValue().clicks()));
                    return entry;
                })
                .toList();
    }

    /** No grouping, and then each field that people's events have. Fails if a dimension has no field. */
    private static List<Optional<Field>> groupings() {
        assertThat(Arrays.stream(Field.values())
                        .flatMap(field -> field.dimension().stream())
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Dimension.values())
                        .filter(dimension -> dimension != Dimension.TOTAL)
                        .toList());
        return Stream.concat(
                        Stream.of(Optional.<Field>empty()),
                        Arrays.stream(Field.values())
                                .filter(field -> field != Field.BOT_REASON)
                                .map(Optional::of))
                .peek(field -> assertThat(Counts.by(field, inRange(humans(SENT))))
                        .as("different values of %s", field)
                        .hasSizeGreaterThan(field.isEmpty() ? 0 : 1))
                .toList();
    }

    private static Answer stats(Slice slice, Optional<Field> groupBy, String bots, boolean uniques) {
        Map<String, String> parameters = new LinkedHashMap<>(Map.of(
                "from",
                from.toString(),
                "to",
                to.toString(),
                "bots",
                bots,
                "metrics",
                (uniques ? "uniques," : "") + "clicks,leads,sales,sale_amount",
                "limit",
                "10000"));
        groupBy.ifPresent(field -> parameters.put("group_by", field.word()));
        slice.field().ifPresent(field -> parameters.put(field.word(), slice.id()));
        return api.get("/v1/stats", parameters);
    }

    private static boolean isMinuteComplete(Answer answer) {
        String progress = answer.body().at("/meta/progress").asText();
        return !progress.equals("null")
                && !OffsetDateTime.parse(progress).toInstant().isBefore(to);
    }

    /** Sends events, and remembers them unless they have been sent before. */
    private static void post(List<SampleEvent> events) {
        String lines = events.stream().map(SampleEvent::json).collect(Collectors.joining("\n"));
        Answer answer = api.post(lines);
        assertThat(answer.body().toString()).isEqualTo("{\"accepted\":%d}".formatted(events.size()));
        events.stream().filter(event -> !SENT.contains(event)).toList().forEach(SENT::add);
    }

    private static void postLate(List<SampleEvent> events) {
        LATE.addAll(events);
        post(events);
    }

    /** Waits until the API counts as many clicks as were sent. If it never does, the tests fail. */
    private static void awaitAll() throws Exception {
        long clicks = Counts.of(inRange(SENT)).clicks();
        Await.until(
                PATIENCE,
                () -> stats(Slice.ACCOUNT, Optional.empty(), "include", false),
                answer -> answer.data().get(0).get("clicks").asLong() >= clicks);
    }

    private static List<SampleEvent> humans(Collection<SampleEvent> events) {
        return events.stream().filter(event -> !event.bot()).toList();
    }

    private static List<SampleEvent> inRange(Collection<SampleEvent> events) {
        return events.stream()
                .filter(event ->
                        !event.timestamp().isBefore(from) && event.timestamp().isBefore(to))
                .toList();
    }

    /**
     * Waits until at least 10 and fewer than 52 seconds of a minute have passed. The last minute of an hour is skipped,
     * because the row of the hour would answer for it. So are the last minutes of a day, because late events of the day
     * would be folded during the tests.
     */
    private static Instant earlyInAMinute() throws InterruptedException {
        Instant now = CLOCK.instant();
        while (!isEarly(now.atOffset(ZoneOffset.UTC))) {
            Thread.sleep(100);
            now = CLOCK.instant();
        }
        return now.truncatedTo(ChronoUnit.MILLIS);
    }

    private static boolean isEarly(OffsetDateTime now) {
        int minutesOfDay = now.getHour() * 60 + now.getMinute();
        return now.getSecond() >= 10 && now.getSecond() < 52 && now.getMinute() != 59 && minutesOfDay < 24 * 60 - 5;
    }

    private static void sleepUntil(Instant instant) throws InterruptedException {
        Thread.sleep(Math.max(0, Duration.between(CLOCK.instant(), instant).toMillis()));
    }
}
