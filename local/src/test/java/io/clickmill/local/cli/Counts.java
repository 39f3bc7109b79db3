package io.clickmill.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.clickmill.api.query.Field;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The values of all metrics, counted event by event. A metric that was not requested is -1. */
record Counts(long clicks, long uniques, long leads, long sales, long saleAmount) {
    private static final long NOT_ASKED = -1;

    static Counts of(Collection<SampleEvent> events) {
        List<SampleEvent> clicks =
                events.stream().filter(event -> event.kind().equals("click")).toList();
        List<SampleEvent> sales =
                events.stream().filter(event -> event.kind().equals("sale")).toList();
        return new Counts(
                clicks.size(),
                clicks.stream().map(SampleEvent::visitor).distinct().count(),
                events.stream().filter(event -> event.kind().equals("lead")).count(),
                sales.size(),
                sales.stream().mapToLong(SampleEvent::amount).sum());
    }

    /** The expected counts of each group of the field. Without a field all events are in one group. */
    static Map<List<String>, Counts> by(Optional<Field> field, Collection<SampleEvent> events) {
        record Member(List<String> group, SampleEvent event) {}
        return events.stream()
                .flatMap(event -> field.map(event::groups).orElse(List.of(List.of())).stream()
                        .map(group -> new Member(group, event)))
                .collect(Collectors.groupingBy(
                        Member::group,
                        Collectors.collectingAndThen(
                                Collectors.mapping(Member::event, Collectors.toList()), Counts::of)));
    }

    /** The number of rows that are read from the log: an event counts once for each of its values of the field. */
    static long memberships(Collection<SampleEvent> events, Optional<Field> field) {
        return events.stream()
                .mapToLong(
                        event -> field.map(found -> event.groups(found).size()).orElse(1))
                .sum();
    }

    /** The rows of an answer of {@code /v1/stats}; fails if uniques are not exact or a group comes twice. */
    static Map<List<String>, Counts> of(JsonNode data, List<String> columns) {
        return StreamSupport.stream(data.spliterator(), false)
                .collect(Collectors.toMap(
                        row -> columns.stream()
                                .map(column -> row.get(column).asText())
                                .toList(),
                        Counts::of));
    }

    private static Counts of(JsonNode row) {
        return new Counts(
                row.get("clicks").asLong(),
                exact(row.path("uniques")),
                row.get("leads").asLong(),
                row.get("sales").asLong(),
                row.get("sale_amount").asLong());
    }

    private static long exact(JsonNode uniques) {
        if (uniques.isMissingNode()) {
            return NOT_ASKED;
        }
        long value = uniques.get("value").asLong();
        boolean exact = uniques.get("exact").asBoolean()
                && uniques.get("low").asLong() == value
                && uniques.get("high").asLong() == value;
        if (!exact) {
            throw new AssertionError("uniques are not exact: " + uniques);
        }
        return value;
    }

    Counts withoutUniques() {
        return new Counts(clicks, NOT_ASKED, leads, sales, saleAmount);
    }

    /** The sum of all metrics except uniques, as the uniques of groups cannot be added. */
    static Counts sum(Collection<Counts> counts) {
        return counts.stream()
                .reduce(
                        new Counts(0, NOT_ASKED, 0, 0, 0),
                        (a, b) -> new Counts(
                                a.clicks + b.clicks,
                                NOT_ASKED,
                                a.leads + b.leads,
                                a.sales + b.sales,
                                a.saleAmount + b.saleAmount));
    }
}
