package io.clickmill.api.dialect.placewise;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a filter demands of a record; null is a value like others, so that {@code not_equal} keeps what has none. */
sealed interface Condition {
    /** Holds always. */
    Condition NONE = new All(List.of());

    /** What is filtered. */
    interface Values {
        /** A {@link Long} of counts, a {@link String} of other fields; null where the field is unknown. */
        @Nullable
        Object value(ReportField field);
    }

    /** Whether it is met. */
    boolean holds(Values values);

    /** Whether a record of that sending may meet it, whatever its other fields are. */
    boolean mayHold(String sourceId);

    /** The fields that it looks at. */
    Stream<ReportField> fields();

    /**
     * A set that {@code source_id} has to be in, so that no others need to be read; it may be larger than necessary. Empty
     * if all may meet the condition.
     */
    default Optional<Set<@Nullable Object>> sources() {
        return Optional.empty();
    }

    /** Demands everything. */
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

    /** Demands one of them. */
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

    /** Demands that a field is one of the values, or none of them. */
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

    /** Demands that a count is more or less than a bound. */
    record Compared(ReportField field, Operator operator, long bound) implements Condition {
        @Override
        public boolean holds(Values values) {
            if (!(values.value(field) instanceof Long count)) {
                throw new IllegalStateException(field + " is no count");
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
