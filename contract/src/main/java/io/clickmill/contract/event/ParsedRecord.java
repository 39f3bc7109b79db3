package io.clickmill.contract.event;

import org.jspecify.annotations.Nullable;

/**
 * The outcome for one record of topic {@code clicks}: exactly one component is not null. It is a record and not a
 * sealed interface, because Flink can serialize an interface through Kryo only.
 */
public record ParsedRecord(@Nullable Event event, @Nullable RejectedClick rejected) {
    public ParsedRecord {
        if ((event == null) == (rejected == null)) {
            throw new IllegalArgumentException("exactly one of event and rejected is needed");
        }
    }

    /** A valid record. */
    public static ParsedRecord of(Event event) {
        return new ParsedRecord(event, null);
    }

    /** A rejected record. */
    public static ParsedRecord of(RejectedClick rejected) {
        return new ParsedRecord(null, rejected);
    }
}
