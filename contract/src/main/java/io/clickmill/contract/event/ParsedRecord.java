package io.clickmill.contract.event;

import org.jspecify.annotations.Nullable;

/**
 * What one record of topic {@code clicks} turned out to be: exactly one component is not null. A record and no sealed
 * interface, because Flink serializes an interface through Kryo only.
 */
public record ParsedRecord(@Nullable Click click, @Nullable RejectedClick rejected) {
    public ParsedRecord {
        if ((click == null) == (rejected == null)) {
            throw new IllegalArgumentException("exactly one of click and rejected is needed");
        }
    }

    /** A record that is a click. */
    public static ParsedRecord of(Click click) {
        return new ParsedRecord(click, null);
    }

    /** A record that is none. */
    public static ParsedRecord of(RejectedClick rejected) {
        return new ParsedRecord(null, rejected);
    }
}
