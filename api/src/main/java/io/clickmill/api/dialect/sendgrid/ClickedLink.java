package io.clickmill.api.dialect.sendgrid;

import io.clickmill.api.query.Placement;
import io.clickmill.api.query.Text;
import java.util.Comparator;
import java.util.OptionalLong;

/**
 * A link of a message and its clicks.
 *
 * @param stepId {@link #ALL_STEPS} if clicks are summed over steps
 * @param location of the link in the message, 0 for the topmost; empty if it is unknown
 */
record ClickedLink(String stepId, OptionalLong location, String url, long clicks) {
    static final String ALL_STEPS = "all";

    /** Orders links by step, then by location with unknown ones last, then by url. Texts are compared by code point. */
    static final Comparator<ClickedLink> ORDER = Comparator.comparing(ClickedLink::stepId, Text::compare)
            .thenComparingLong(link -> link.location.orElse(Long.MAX_VALUE))
            .thenComparing(ClickedLink::url, Text::compare);

    /** A location as text; the empty text if it is unknown. */
    static String text(OptionalLong location) {
        return location.isPresent() ? Long.toString(location.getAsLong()) : "";
    }

    /** The location that {@link #text} has written. */
    static OptionalLong location(String text) {
        return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }

    /** The link of a placement, without clicks. */
    static ClickedLink of(Placement placement) {
        return new ClickedLink(placement.step(), location(placement.location()), placement.url(), 0);
    }

    /** The same link, with {@link #ALL_STEPS} for its step. */
    ClickedLink ofAllSteps() {
        return new ClickedLink(ALL_STEPS, location, url, clicks);
    }

    ClickedLink withClicks(long clicks) {
        return new ClickedLink(stepId, location, url, clicks);
    }
}
