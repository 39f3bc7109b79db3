package io.clickmill.api;

import io.clickmill.api.query.Field;
import io.clickmill.contract.Dimension;
import java.util.List;
import java.util.Map;

/**
 * An event as the log holds it, as far as statistics can tell.
 *
 * @param values of the fields that are columns; a field that is not there is empty
 */
public record TestEvent(
        String accountId,
        String eventId,
        long occurredAt,
        boolean late,
        boolean bot,
        String event,
        long visitor,
        long saleAmount,
        Map<Field, String> values,
        Map<String, String> params,
        List<String> tags) {
    /** The values of a field: one, or any number where a field has several; params as {@code name=value}. */
    public List<String> values(Field field) {
        return switch (field) {
            case PARAMS ->
                params.entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .toList();
            case TAG -> tags.stream().distinct().toList();
            case EVENT -> List.of(event);
            case PLACEMENT -> List.of(placement());
            default -> List.of(values.getOrDefault(field, ""));
        };
    }

    private String placement() {
        return values.getOrDefault(Field.STEP, "")
                + Dimension.PLACEMENT_SEPARATOR
                + values.getOrDefault(Field.URL_LOCATION, "")
                + Dimension.PLACEMENT_SEPARATOR
                + values.getOrDefault(Field.URL, "");
    }
}
