package io.clickmill.api.sql;

import io.clickmill.api.query.Bots;
import io.clickmill.api.query.EventPosition;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.Match;
import io.clickmill.api.query.MetadataCondition;
import io.clickmill.contract.Scope;
import io.clickmill.contract.event.EventKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The {@code WHERE} clause of a statement over {@code click_event}. Its parameters are collected in the order of the
 * text. The indexes of the log are partial, so a condition repeats the predicate of an index wherever it implies it.
 */
final class LogConditions {
    private final String accountId;
    private final Parameters parameters;
    private final List<String> conditions = new ArrayList<>();
    private Optional<EventKind> kind = Optional.empty();

    /** Events of the account. */
    LogConditions(String accountId, Parameters parameters) {
        this.accountId = accountId;
        this.parameters = parameters.text(accountId);
        this.conditions.add("account_id = ?");
    }

    /** Events in {@code [from, to)}. */
    LogConditions within(long from, long to) {
        parameters.instant(from).instant(to);
        return and("occurred_at >= ?").and("occurred_at < ?");
    }

    /** Events of one kind. */
    LogConditions of(EventKind kind) {
        this.kind = Optional.of(kind);
        return and("event = '" + kind.word() + "'");
    }

    /** Late events alone, or all. */
    LogConditions lateOnly(boolean lateOnly) {
        return lateOnly ? and("late") : this;
    }

    /** Leads and sales alone, which are few and have an index of their own, or all events. */
    LogConditions conversionsOnly(boolean conversionsOnly) {
        return conversionsOnly ? and("event <> 'click'") : this;
    }

    /** Events of humans, of bots, or of both. */
    LogConditions of(Bots bots) {
        return switch (bots) {
            case EXCLUDE -> and("NOT bot");
            case ONLY -> and("bot");
            case INCLUDE -> this;
        };
    }

    /** Events after a position in the order of the list. The first condition is the one that an index can use. */
    LogConditions behind(EventPosition position, boolean newestFirst) {
        long occurredAt = position.occurredAt().toEpochMilli();
        parameters.instant(occurredAt).instant(occurredAt).text(position.eventId());
        return newestFirst
                ? and("occurred_at <= ?").and("(occurred_at, event_id) < (?, ?)")
                : and("occurred_at >= ?").and("(occurred_at, event_id) > (?, ?)");
    }

    /** One more condition, without parameters. */
    LogConditions and(String condition) {
        conditions.add(condition);
        return this;
    }

    /** Events that pass the filters and meet the conditions of a query. */
    LogConditions asked(List<Filter> filters, List<MetadataCondition> metadata) {
        filters.forEach(filter -> and(condition(filter)));
        metadata.forEach(condition -> and(condition(condition)));
        return this;
    }

    /** The clause. */
    @Override
    public String toString() {
        return " WHERE " + String.join("\n   AND ", conditions);
    }

    private String condition(Filter filter) {
        Field field = filter.field();
        Optional<String> source = FieldSql.source(field);
        if (source.isPresent()) {
            return (filter.exclude() ? "NOT " : "") + "EXISTS (SELECT FROM " + source.get() + " WHERE " + anyOf(filter)
                    + ")";
        }
        boolean known = !filter.exclude() && !filter.values().contains("");
        if (field == Field.CUSTOMER_ID) {
            return customerCondition(filter, known);
        }
        boolean asItIs = filter.match() == Match.EXACT && filter.cutValues().isEmpty();
        if (known && field == Field.SOURCE && asItIs) {
            return sourceCondition(filter);
        }
        if (filter.exclude() && asItIs) {
            parameters.texts(filter.values());
            return "(" + FieldSql.value(field) + ") <> ALL (?)";
        }
        return (filter.exclude() ? "NOT " : "") + anyOf(filter) + (known ? implied(field) : "");
    }

    /** The value is one of the filter's, or is one of them once it is cut as groups are. */
    private String isAnyOf(String value, String cutValue, Filter filter) {
        List<String> tests = new ArrayList<>();
        FieldSql.forms(filter.match(), value).forEach(form -> tests.add("(" + form + ")" + isAnyOf(filter.values())));
        List<String> cut = filter.cutValues();
        if (!cut.isEmpty()) {
            FieldSql.forms(filter.match(), cutValue).forEach(form -> tests.add("(" + form + ")" + isAnyOf(cut)));
        }
        return tests.size() == 1 ? tests.get(0) : "(" + String.join(" OR ", tests) + ")";
    }

    /** A single value is compared by {@code =}: only then do the events of an index come in the order of time. */
    private String isAnyOf(List<String> values) {
        if (values.size() == 1) {
            parameters.text(values.get(0));
            return " = ?";
        }
        parameters.texts(values);
        return " = ANY (?)";
    }

    /** The predicate of an index that every event with a known value of the field meets. */
    private static String implied(Field field) {
        return switch (field) {
            case CAMPAIGN, LINK -> " AND " + FieldSql.value(field) + " <> ''";
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
    private String customerCondition(Filter filter, boolean known) {
        if (known && kind.isPresent()) {
            return kind.get() == EventKind.CLICK ? clicksOf(filter) : conversionsOf(filter);
        }
        String own = known ? "event <> 'click' AND " + conversionsOf(filter) : anyOf(filter);
        return (filter.exclude() ? "NOT " : "") + "(" + own + " OR event = 'click' AND " + clicksOf(filter) + ")";
    }

    private String anyOf(Filter filter) {
        return isAnyOf(FieldSql.value(filter.field()), FieldSql.cutValue(filter.field()), filter);
    }

    private String conversionsOf(Filter filter) {
        return "customer IS NOT NULL AND " + customerIs(filter);
    }

    private String customerIs(Filter filter) {
        return isAnyOf("customer ->> 'id'", FieldSql.cut("customer ->> 'id'"), filter);
    }

    /**
     * {@code OFFSET 0} keeps PostgreSQL from going through all conversions of the account, instead of the customer's.
     */
    private String clicksOf(Filter filter) {
        parameters.text(accountId);
        return """
                domain <> '' AND event_id = ANY (ARRAY(
                       SELECT click_id
                         FROM (SELECT event, click_id
                                 FROM click_event AS named
                                WHERE named.account_id = ?
                                  AND named.customer IS NOT NULL
                                  AND %s
                               OFFSET 0) AS named
                        WHERE event = 'lead'))""".formatted(customerIs(filter));
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

    /** A number may be too large for double precision: then the event does not match, and PostgreSQL gives no error. */
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
