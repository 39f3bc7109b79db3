package io.clickmill.api.dialect.placewise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.TestEvent;
import io.clickmill.api.query.Field;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A random request for series of {@link RandomVisits}, by any fields and with any filter. It also counts the expected
 * answer by brute force.
 */
record RandomHistory(ObjectNode body) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> OF_URL =
            List.of("host", "path", "utm_campaign", "utm_content", "utm_medium", "utm_source", "utm_term");
    private static final List<String> FILTERABLE =
            Stream.concat(Stream.of("source_id"), OF_URL.stream()).toList();

    /** A random request. On average half of them have a filter. */
    static RandomHistory of(Random random, String interval, String from, String to) {
        ObjectNode body = JSON.createObjectNode()
                .put("report", "links_visits_history")
                .put("interval", interval)
                .put("from", from)
                .put("to", to);
        List<String> fields = new ArrayList<>(FILTERABLE);
        fields.add("loyalty_club_id");
        Collections.shuffle(fields, random);
        ArrayNode aggregateBy = body.putArray("aggregate_by");
        fields.subList(0, random.nextInt(fields.size() + 1)).forEach(aggregateBy::add);
        if (random.nextBoolean()) {
            body.set("filter", filter(random, 1));
        }
        return new RandomHistory(body);
    }

    private static ObjectNode filter(Random random, int depth) {
        ObjectNode node = JSON.createObjectNode();
        if (depth < 4 && random.nextInt(3) > 0) {
            node.put("type", random.nextBoolean() ? "and" : "or");
            ArrayNode operations = node.putArray("operations");
            for (int i = random.nextInt(3); i >= 0; i--) {
                operations.add(filter(random, depth + 1));
            }
            return node;
        }
        // Conditions on sources also decide what is read. Those on other fields only decide what is kept of it.
        String field = random.nextInt(3) > 0 ? "source_id" : FILTERABLE.get(random.nextInt(FILTERABLE.size()));
        String negation = random.nextBoolean() ? "not_" : "";
        node.put("field", field);
        if (random.nextBoolean()) {
            return node.put("type", negation + "equal").put("value", anyValue(random, field));
        }
        ArrayNode values = node.put("type", negation + "in").putArray("value");
        for (int i = random.nextInt(4); i > 0; i--) {
            values.add(anyValue(random, field));
        }
        return node;
    }

    private static String anyValue(Random random, String field) {
        if (field.equals("source_id")) {
            int source = random.nextInt(8);
            return source == 0 ? null : "s" + source;
        }
        List<Map<String, String>> parts = List.copyOf(RandomVisits.PARTS.values());
        return parts.get(random.nextInt(parts.size())).get(field);
    }

    /** The number of visits of each label and bucket that has any. */
    Map<String, Integer> counted(List<TestEvent> events) {
        Map<String, Integer> points = new TreeMap<>();
        long from = Instant.parse(body.get("from").asText()).toEpochMilli();
        long to = Instant.parse(body.get("to").asText()).toEpochMilli();
        for (TestEvent event : events) {
            ObjectNode values = values(event);
            boolean asked = event.occurredAt() >= from && event.occurredAt() < to && RandomVisits.isVisit(event);
            if (asked && (!body.has("filter") || keeps(body.get("filter"), values))) {
                ObjectNode label = JSON.createObjectNode();
                body.get("aggregate_by").forEach(field -> label.set(field.asText(), values.get(field.asText())));
                points.merge(label + " " + bucket(event.occurredAt()), 1, Integer::sum);
            }
        }
        return points;
    }

    private static ObjectNode values(TestEvent event) {
        String source = event.values().get(Field.SOURCE);
        Map<String, String> parts = RandomVisits.PARTS.get(event.values().get(Field.URL));
        ObjectNode values = JSON.createObjectNode()
                .put("loyalty_club_id", RandomVisits.CLUBS.get(event.accountId()))
                .put("source_id", source.isEmpty() ? null : source);
        OF_URL.forEach(field -> values.put(field, parts.get(field)));
        return values;
    }

    private static boolean keeps(JsonNode filter, JsonNode values) {
        JsonNode value = values.get(filter.path("field").asText());
        return switch (filter.get("type").asText()) {
            case "and" -> elements(filter.get("operations")).allMatch(operation -> keeps(operation, values));
            case "or" -> elements(filter.get("operations")).anyMatch(operation -> keeps(operation, values));
            case "equal" -> value.equals(filter.get("value"));
            case "not_equal" -> !value.equals(filter.get("value"));
            case "in" -> elements(filter.get("value")).anyMatch(value::equals);
            case "not_in" -> elements(filter.get("value")).noneMatch(value::equals);
            default -> throw new IllegalArgumentException(filter.toString());
        };
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private String bucket(long occurredAt) {
        OffsetDateTime at = Instant.ofEpochMilli(occurredAt).atOffset(ZoneOffset.UTC);
        OffsetDateTime day = at.truncatedTo(ChronoUnit.DAYS);
        OffsetDateTime start =
                switch (body.get("interval").asText()) {
                    case "5m" -> at.truncatedTo(ChronoUnit.MINUTES).withMinute(at.getMinute() / 5 * 5);
                    case "1h" -> at.truncatedTo(ChronoUnit.HOURS);
                    case "1d" -> day;
                    case "1w" -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                    default -> day.withDayOfMonth(1);
                };
        return start.format(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxxx"));
    }
}
