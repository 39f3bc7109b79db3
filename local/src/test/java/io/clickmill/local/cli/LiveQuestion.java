package io.clickmill.local.cli;

import io.clickmill.api.query.Field;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * A question to {@code /v1/stats} about clicks and unique visitors.
 *
 * @param from the start of the range in epoch milliseconds
 * @param to the end of the range in epoch milliseconds, exclusive
 * @param byMinute whether it asks for a series of minutes
 * @param campaign the campaign; empty for all campaigns
 */
record LiveQuestion(long from, long to, List<Field> groupBy, boolean byMinute, Optional<String> campaign) {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final List<List<Field>> GROUPINGS = List.of(
            List.of(),
            List.of(Field.CAMPAIGN),
            List.of(Field.LINK),
            List.of(Field.COUNTRY),
            List.of(Field.DEVICE),
            List.of(Field.COUNTRY, Field.DEVICE));

    /** A question for all clicks and visitors of the last hour. */
    static LiveQuestion all(long now) {
        return new LiveQuestion(now - HOUR, now + MINUTE, List.of(), false, Optional.empty());
    }

    /** A random question about the stream. The range may include now or not, and begins and ends at any millisecond. */
    static LiveQuestion random(SplittableRandom random, long now) {
        long from =
                switch (random.nextInt(4)) {
                    case 0 -> now - HOUR;
                    case 1 -> floor(now - random.nextLong(5 * MINUTE), MINUTE);
                    case 2 -> floor(now - random.nextLong(2 * MINUTE), 1_000);
                    default -> now - random.nextLong(2 * MINUTE);
                };
        long to =
                switch (random.nextInt(4)) {
                    case 0 -> floor(now, MINUTE) + MINUTE;
                    case 1 -> floor(now - random.nextLong(MINUTE), 1_000);
                    case 2 -> now - random.nextLong(MINUTE);
                    default -> now + MINUTE;
                };
        return new LiveQuestion(
                from,
                Math.max(to, from + 1),
                GROUPINGS.get(random.nextInt(GROUPINGS.size())),
                random.nextInt(3) == 0,
                random.nextInt(3) == 0
                        ? Optional.of("campaign-" + LiveStream.zipf(random, LiveStream.CAMPAIGNS))
                        : Optional.empty());
    }

    private static long floor(long millis, long unit) {
        return Math.floorDiv(millis, unit) * unit;
    }

    Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("from", Instant.ofEpochMilli(from).toString());
        parameters.put("to", Instant.ofEpochMilli(to).toString());
        parameters.put("metrics", "clicks,uniques");
        parameters.put("limit", "10000");
        if (!groupBy.isEmpty()) {
            parameters.put("group_by", groupBy.stream().map(Field::word).collect(Collectors.joining(",")));
        }
        if (byMinute) {
            parameters.put("interval", "minute");
        }
        campaign.ifPresent(found -> parameters.put(Field.CAMPAIGN.word(), found));
        return parameters;
    }

    boolean asksFor(LiveEvent event) {
        return event.occurredAt() >= from
                && event.occurredAt() < to
                && (campaign.isEmpty() || campaign.get().equals(event.campaign()));
    }

    /** The group of an event: its values, and in a series the start of its bucket. */
    List<String> group(LiveEvent event) {
        List<String> group = new ArrayList<>();
        groupBy.forEach(field -> group.add(event.value(field)));
        if (byMinute) {
            group.add(Instant.ofEpochMilli(floor(event.occurredAt(), MINUTE)).toString());
        }
        return group;
    }
}
