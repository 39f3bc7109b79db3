package io.clickmill.api;

import io.clickmill.api.query.Field;
import io.clickmill.contract.Dimension;
import java.util.List;
import java.util.Map;

/**
 * An event in the log, with the columns that matter to statistics.
 *
 * @param values the values of fields that are columns, and the customer's id; an absent field is empty
 * @param metadata a JSON object, or empty
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
        List<String> tags,
        String metadata) {
    /** An event without metadata. */
    public TestEvent(
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
        this(accountId, eventId, occurredAt, late, bot, event, visitor, saleAmount, values, params, tags, "");
    }

    /**
     * The values of a field: one, or any number for fields such as tags. Params are {@code name=value}. The type of a
     * sale depends on other events, so that only the {@link Referee} knows it.
     */
    public List<String> values(Field field) {
        return switch (field) {
            case PARAMS ->
                params.entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .toList();
            case TAG -> tags.stream().distinct().toList();
            case BOT_REASON -> botReasons();
            case EVENT -> List.of(event);
            case PLACEMENT -> List.of(placement());
            case PLACEMENT_STEP -> List.of(placementParts()[0]);
            case ORDERED_PLACEMENT -> List.of(orderedPlacement());
            case ORDERED_PLACEMENT_OF_ALL_STEPS ->
                List.of(placementParts().length == 1 ? "~" : target(placementParts()));
            case BASE_URL -> List.of(base(Field.URL));
            case REFERER_DOMAIN -> List.of(refererDomain());
            case REFERER_BASE_URL -> List.of(base(Field.REFERER_URL));
            case CUSTOMER_ID -> List.of(event.equals("click") ? "" : customerId());
            case SALE_TYPE -> throw new IllegalArgumentException(field + " (expected: what an event has by itself)");
            default -> List.of(values.getOrDefault(field, ""));
        };
    }

    /** Why the event is a bot's; some have several reasons. */
    public List<String> botReasons() {
        if (!bot) {
            return List.of();
        }
        return visitor % 3 == 0 ? List.of("listed_robot", "no_browser") : List.of("listed_robot");
    }

    /** The id of the event's customer, for events of every kind. */
    public String customerId() {
        return values.getOrDefault(Field.CUSTOMER_ID, "");
    }

    private String base(Field field) {
        return values.getOrDefault(field, "").split("\\?", 2)[0];
    }

    private String refererDomain() {
        return Dimension.cut(values.getOrDefault(Field.REFERER, "")).replaceFirst("^www[.](?=.)", "");
    }

    private String orderedPlacement() {
        String[] parts = placementParts();
        return parts.length == 1 ? parts[0] : parts[0] + Dimension.PLACEMENT_SEPARATOR + target(parts);
    }

    private static String target(String[] parts) {
        return (parts[1].isEmpty() ? "~" : Character.toString('0' + parts[1].length()) + parts[1]) + parts[2];
    }

    /** Step, location and url. If the text is cut before the url, the whole cut text is the only part. */
    private String[] placementParts() {
        String[] parts = Dimension.cut(placement()).split(String.valueOf(Dimension.PLACEMENT_SEPARATOR), 3);
        return parts.length == 3 ? parts : new String[] {Dimension.cut(placement())};
    }

    private String placement() {
        return values.getOrDefault(Field.STEP, "")
                + Dimension.PLACEMENT_SEPARATOR
                + values.getOrDefault(Field.URL_LOCATION, "")
                + Dimension.PLACEMENT_SEPARATOR
                + values.getOrDefault(Field.URL, "");
    }
}
