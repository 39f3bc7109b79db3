package io.clickmill.api.sql;

import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.MetadataCondition;
import io.clickmill.contract.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The {@code WHERE} clause of a statement over {@code click_event}, while its parameters are collected in its order. The
 * indexes of the log are partial: a condition says what their predicates say, wherever that follows from it.
 */
final class LogConditions {
    private final Parameters parameters;
    private final List<String> conditions = new ArrayList<>();

    LogConditions(Parameters parameters) {
        this.parameters = parameters;
    }

    /** Events of the account in {@code [from, to)}. */
    LogConditions within(String accountId, long from, long to) {
        parameters.text(accountId).instant(from).instant(to);
        return and("account_id = ?").and("occurred_at >= ?").and("occurred_at < ?");
    }

    /** One more condition, without parameters. */
    LogConditions and(String condition) {
        conditions.add(condition);
        return this;
    }

    /** What a query asks of its events. */
    LogConditions asked(String accountId, List<Filter> filters, List<MetadataCondition> metadata) {
        filters.forEach(filter -> and(condition(accountId, filter)));
        metadata.forEach(condition -> and(condition(condition)));
        return this;
    }

    /** The clause. */
    @Override
    public String toString() {
        return " WHERE " + String.join("\n   AND ", conditions);
    }

    private String condition(String accountId, Filter filter) {
        Field field = filter.field();
        Optional<String> source = field.source();
        if (source.isPresent()) {
            parameters.texts(filter.values());
            return (filter.exclude() ? "NOT " : "") + "EXISTS (SELECT FROM " + source.get() + " WHERE "
                    + field.expression() + " = ANY (?))";
        }
        boolean known = !filter.exclude() && !filter.values().contains("");
        if (field == Field.CUSTOMER_ID) {
            return customerCondition(accountId, filter, known);
        }
        if (known && field == Field.SOURCE) {
            return sourceCondition(filter);
        }
        String expression = "(" + field.expression() + ")";
        if (filter.exclude()) {
            parameters.texts(filter.values());
            return expression + " <> ALL (?)";
        }
        return expression + isAnyOf(filter.values()) + (known ? implied(field) : "");
    }

    /** One value as itself: only then the events of an index come in the order of time. */
    private String isAnyOf(List<String> values) {
        if (values.size() == 1) {
            parameters.text(values.get(0));
            return " = ?";
        }
        parameters.texts(values);
        return " = ANY (?)";
    }

    /** What is so of every event with a known value of the field, as an index has it. */
    private static String implied(Field field) {
        return switch (field) {
            case CAMPAIGN, LINK -> " AND " + field.expression() + " <> ''";
            case SALE_TYPE -> " AND event = 'sale'";
            default -> "";
        };
    }

    /** The source's index leaves out events whose source is their campaign; those are in the campaign's. */
    private String sourceCondition(Filter filter) {
        parameters.texts(filter.values()).texts(filter.values()).texts(filter.values());
        String source = Scope.SOURCE.column();
        String campaign = Scope.CAMPAIGN.column();
        return "(%1$s = ANY (?) AND %1$s <> '' AND %1$s <> %2$s OR %2$s = ANY (?) AND %2$s <> '' AND %1$s = ANY (?))"
                .formatted(source, campaign);
    }

    /** The customer's own leads and sales, or the clicks that such leads name: each by an index if the id is known. */
    private String customerCondition(String accountId, Filter filter, boolean known) {
        parameters.texts(filter.values()).text(accountId).texts(filter.values());
        return (filter.exclude() ? "NOT " : "")
                + """
                (%s = ANY (?)
                 OR event = 'click' AND domain <> '' AND event_id = ANY (ARRAY(
                    SELECT named.click_id
                      FROM click_event AS named
                     WHERE named.account_id = ?
                       AND named.customer IS NOT NULL
                       AND named.customer ->> 'id' = ANY (?)
                       AND named.event = 'lead')))""".formatted(
                                known
                                        ? "event <> 'click' AND customer IS NOT NULL AND customer ->> 'id'"
                                        : "(" + filter.field().expression() + ")");
    }

    private String condition(MetadataCondition condition) {
        return switch (condition.operator()) {
            case EQUAL -> {
                parameters.text(condition.key()).text(condition.value());
                yield "metadata ->> ? = ?";
            }
            case NOT_EQUAL -> {
                parameters.text(condition.key()).text(condition.value());
                yield "metadata ->> ? IS DISTINCT FROM ?";
            }
            case GREATER, GREATER_OR_EQUAL, LESS, LESS_OR_EQUAL -> numberCondition(condition);
        };
    }

    /** A number may be too large for double precision: then it is no match, and no error. */
    private String numberCondition(MetadataCondition condition) {
        OptionalDouble number = condition.number();
        if (number.isEmpty()) {
            return "false";
        }
        String key = condition.key();
        parameters.text(key).text(key).text(key).number(number.getAsDouble());
        return """
                CASE WHEN metadata ->> ? ~ '^(%s)$' AND pg_input_is_valid(metadata ->> ?, 'double precision')
                     THEN (metadata ->> ?)::double precision %s ?
                     ELSE false
                END""".formatted(MetadataCondition.NUMBER, condition.operator().symbol());
    }
}
