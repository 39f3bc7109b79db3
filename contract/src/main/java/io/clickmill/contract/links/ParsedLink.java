package io.clickmill.contract.links;

import io.clickmill.contract.event.RejectedClick;
import org.jspecify.annotations.Nullable;

/** The outcome for one record of topic {@code links}: exactly one component is not null. */
public record ParsedLink(
        @Nullable LinkRecord link, @Nullable RejectedClick rejected) {
    public ParsedLink {
        if ((link == null) == (rejected == null)) {
            throw new IllegalArgumentException("exactly one of link and rejected is needed");
        }
    }

    /** An accepted record. */
    public static ParsedLink of(LinkRecord link) {
        return new ParsedLink(link, null);
    }

    /** A rejected record. */
    public static ParsedLink of(RejectedClick rejected) {
        return new ParsedLink(null, rejected);
    }
}
