package io.clickmill.api.dialect.placewise;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The condition of a filter on records. Null is a value like any other, so {@code not_equal} keeps records whose value
 * is null.
 */
sealed interface Condition {
    /** The condition that always holds. */
    Condition NONE = new All(List.of());

    /** The record that is filtered. */
    interface Values {
        /**
         * The value of a field: a {@link Long} for counts and for the loyalty club, a {@link String} for other fields.
         * It is null if the record has no such value.
         */
        @Nullable
        Object value(ReportField field);
    }

    /** Whether the record meets the condition. */
    boolean holds(Values values);

    /** Whether a record of that sending may meet the condition, whatever its other fields are. */
    boolean mayHold(String sourceId);

    /** The fields that the condition looks at. */
    Stream<ReportField> fields();

    /**
     * The sources to read: only their records can meet the condition, and not all of these need to. Empty if records of
     * any source may meet the condition.
     */
    default Optional<Set<@Nullable Object>> sources() {
        return Optional.empty();
    }

    /** Demands that all of the conditions hold. */
    record All(List<Condition> conditions) implements Condition {
        @Override
        public boolean holds(Values values) {
            return conditions.stream().allMatch(condition -> condition.holds(values));
        }

        @Override
        public boolean mayHold(String sourceId) {
            return conditions.stream().allMatch(condition -> condition.mayHold(sourceId));
        }

        @Override
        public Stream<ReportField> fields() {
            return conditions.stream().flatMap(Condition::fields);
        }

        @Override
        public Optional<Set<@Nullable Object>> sources() {
            return conditions.stream()
                    .flatMap(condition -> condition.sources().stream())
                    .reduce((a, b) -> {
                        Set<@Nullable Object> both = new HashSet<>(a);
                        both.retainAll(b);
                        return both;
                    });
        }
    }

    /** Demands that at least one of the conditions holds. */
    record Any(List<Condition> conditions) implements Condition {
        @Override
        public boolean holds(Values values) {
            return conditions.stream().anyMatch(condition -> condition.holds(values));
        }

        @Override
        public boolean mayHold(String sourceId) {
            return conditions.stream().anyMatch(condition -> condition.mayHold(sourceId));
        }

        @Override
        public Stream<ReportField> fields() {
            return conditions.stream().flatMap(Condition::fields);
        }

        @Override
        public Optional<Set<@Nullable Object>> sources() {
            Set<@Nullable Object> either = new HashSet<>();
            for (Condition condition : conditions) {
                Optional<Set<@Nullable Object>> sources = condition.sources();
                if (sources.isEmpty()) {
                    return Optional.empty();
                }
                either.addAll(sources.get());
            }
            return Optional.of(either);
        }
    }

    /** Demands that a field has one of the values, or if negated none of them. */
    record OneOf(ReportField field, boolean negated, Set<@Nullable Object> allowed) implements Condition {
        @Override
        public boolean holds(Values values) {
            return allowed.contains(values.value(field)) != negated;
        }

        @Override
        public boolean mayHold(String sourceId) {
            return field != ReportField.SOURCE_ID || allowed.contains(sourceId) != negated;
        }

        @Override
        public Stream<ReportField> fields() {
            return Stream.of(field);
        }

        @Override
        public Optional<Set<@Nullable Object>> sources() {
            return field == ReportField.SOURCE_ID && !negated ? Optional.of(allowed) : Optional.empty();
        }
    }

    /** Demands that a count is above or below a bound, or at it if the operator says so. */
    record Compared(ReportField field, Operator operator, long bound) implements Condition {
        @Override
        public boolean holds(Values values) {
            if (!(values.value(field) instanceof Long count)) {
                throw new IllegalStateException(field + " is not a count");
            }
            int order = Long.compare(count, bound);
            return switch (operator) {
                case GREATED_THAN, GREATER_THAN -> order > 0;
                case GREATER_OR_EQUAL_TO -> order >= 0;
                case LESS_THAN -> order < 0;
                case LESS_OR_EQUAL_TO -> order <= 0;
                case EQUAL, NOT_EQUAL, IN, NOT_IN -> throw new IllegalStateException(operator + " has no bound");
            };
        }

        @Override
        public boolean mayHold(String sourceId) {
            return true;
        }

        @Override
        public Stream<ReportField> fields() {
            return Stream.of(field);
        }
    }
}
