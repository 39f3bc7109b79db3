package io.clickmill.contract.event;

import org.jspecify.annotations.Nullable;

/**
 * What one record of topic {@code clicks} turned out to be: exactly one component is not null. A record and no sealed
 * interface, because Flink serializes an interface through Kryo only.
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
