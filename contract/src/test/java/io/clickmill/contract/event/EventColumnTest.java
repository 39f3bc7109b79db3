package io.clickmill.contract.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Fails if a component of {@link Event} has no column, and if a sent column is not read off the JSON of an event. */
class EventColumnTest {
    private static final long ARRIVAL = 1_714_564_800_000L;

    private final List<Object> leaves = new ArrayList<>();
    private final Event event = (Event) sample(Event.class);

    @Test
    void hasAColumnForEachComponentOfAnEvent() {
        List<Object> values = new ArrayList<>();
        for (EventColumn column : EventColumn.values()) {
            Object value = column.value(event);
            values.addAll(
                    value instanceof Map<?, ?> map
                            ? new ArrayList<Object>(map.values())
                            : value instanceof Collection<?> texts ? List.copyOf(texts) : List.of(value));
        }
        List<String> written = values.stream()
                .map(value -> value instanceof Instant time ? time.toEpochMilli() : value)
                .map(Object::toString)
                .toList();
        assertThat(leaves).hasSizeGreaterThan(50).allSatisfy(leaf -> assertThat(written)
                .contains(leaf.toString()));
        assertThat(new HashSet<>(written)).as("each value once").hasSameSizeAs(written);
    }

    @Test
    void readsEachColumnThatAConversionSharesOffTheJsonOfAnEvent() throws Exception {
        Map<EventColumn, Object> sent = new EnumMap<>(EventColumn.class);
        Map<String, Object> json = new LinkedHashMap<>(
                Map.of("event_id", "e", "account_id", "acme", "timestamp", ARRIVAL, "event", "lead"));
        for (EventColumn column : EventColumn.values()) {
            if (column.isSharedWithConversions()) {
                sent.put(column, column.value(event));
                json.put(column.column(), column.value(event));
            }
        }
        byte[] record = new ObjectMapper().writeValueAsString(json).getBytes(UTF_8);
        Event read = new ClickParser(EventRules.DEFAULTS)
                .parse("clicks", 0, 0, ARRIVAL, null, record)
                .event();

        assertThat(sent).hasSizeGreaterThan(25).allSatisfy((column, value) -> assertThat(column.value(read))
                .as(column.column())
                .isEqualTo(value));
    }

    @Test
    void sharesWithAConversionWhatTheSenderMayGiveOfAClick() {
        assertThat(EventColumn.values())
                .filteredOn(column -> !column.isSharedWithConversions())
                .extracting(EventColumn::column)
                .containsExactlyInAnyOrder(
                        ("account_id occurred_at event_id appended_at kafka_partition kafka_offset bot bot_reasons event"
                                        + " visitor referer_host device browser browser_version os utm_source utm_medium"
                                        + " utm_campaign utm_term utm_content click_id event_name customer sale_amount"
                                        + " sale_currency invoice_id payment_processor metadata")
                                .split(" "));
    }

    /** A record with a value of its own in each component. */
    private Object sample(Class<?> type) {
        try {
            RecordComponent[] components = type.getRecordComponents();
            Object[] values = new Object[components.length];
            Class<?>[] types = new Class<?>[components.length];
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                values[i] = types[i].isRecord() ? sample(types[i]) : leaf(types[i]);
            }
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private Object leaf(Class<?> type) {
        int number = 1_000 + leaves.size();
        if (type == EventKind.class) {
            return EventKind.SALE;
        } else if (type == Trigger.class) {
            return Trigger.QR;
        }
        Object leaf = type == long.class
                ? (Object) (long) number
                : type == int.class || type == Integer.class
                        ? (Object) number
                        : type == Instant.class ? Instant.ofEpochSecond(number) : "text" + number;
        leaves.add(leaf);
        return type == List.class ? List.of(leaf) : type == Map.class ? Map.of("name", leaf) : leaf;
    }
}
