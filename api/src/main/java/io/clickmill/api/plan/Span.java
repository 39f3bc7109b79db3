package io.clickmill.api.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A half-open range of event time, {@code [from, to)}, in epoch milliseconds; never empty.
 */
public record Span(long from, long to) {
    public Span {
        if (from >= to) {
            throw new IllegalArgumentException("span: " + from + ".." + to + " (expected: from < to)");
        }
    }

    /** {@code from/to} in ISO 8601, in UTC. */
    @Override
    public String toString() {
        return Instant.ofEpochMilli(from) + "/" + Instant.ofEpochMilli(to);
    }

    /** Adds a span after the others, which are sorted; one that touches the last is joined to it. */
    static void append(List<Span> spans, long from, long to) {
        if (from >= to) {
            return;
        }
        int last = spans.size() - 1;
        if (last >= 0 && spans.get(last).to == from) {
            spans.set(last, new Span(spans.get(last).from, to));
        } else {
            spans.add(new Span(from, to));
        }
    }

    /** The same instants in as few spans as possible, sorted. The given ones must not overlap. */
    public static List<Span> joined(List<Span> spans) {
        List<Span> joined = new ArrayList<>();
        spans.stream()
                .sorted((a, b) -> Long.compare(a.from, b.from))
                .forEach(span -> append(joined, span.from, span.to));
        return joined;
    }
}
