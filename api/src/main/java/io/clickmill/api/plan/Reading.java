package io.clickmill.api.plan;

import io.clickmill.contract.Granularity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Follows a plan while its rollup rows are read, in rounds: ask {@link #wanted}, report each row to {@link #found},
 * then {@link #next}, until nothing is wanted any more. What remains is then known exactly: {@link #log} and {@link
 * #late}.
 *
 * <p>A bucket without a row holds few events, and its log is as quick to read. A bucket that overflowed holds many, so
 * its smaller buckets are tried: a day's hours, an hour's minutes, and for a minute the log.
 *
 * <p>Holds the state of one query; not for use by several threads.
 */
public final class Reading {
    private final Map<Granularity, Integer> used = new EnumMap<>(Granularity.class);
    private final Map<Granularity, TreeSet<Long>> seen = new EnumMap<>(Granularity.class);
    private final List<Span> log;
    private final List<Span> late = new ArrayList<>();
    private Map<Granularity, List<Span>> wanted = new EnumMap<>(Granularity.class);
    private Map<Granularity, List<Span>> overflowed = new EnumMap<>(Granularity.class);

    public Reading(Plan plan) {
        log = new ArrayList<>(plan.log());
        for (Granularity granularity : Granularity.values()) {
            seen.put(granularity, new TreeSet<>());
            if (!plan.buckets(granularity).isEmpty()) {
                wanted.put(granularity, plan.buckets(granularity));
            }
        }
    }

    /** The spans of buckets to read now, for each granularity that has some; empty when all rows are read. */
    public Map<Granularity, List<Span>> wanted() {
        return Collections.unmodifiableMap(wanted);
    }

    /** Reports that a wanted bucket has a row, and whether the row says that it has too many values. */
    public void found(Granularity granularity, long start, boolean overflow) {
        seen.getOrDefault(granularity, new TreeSet<>()).add(start);
        Span bucket = new Span(start, start + granularity.lengthMillis());
        if (overflow) {
            granularity
                    .smaller()
                    .map(smaller -> overflowed.computeIfAbsent(smaller, g -> new ArrayList<>()))
                    .orElse(log)
                    .add(bucket);
        } else {
            late.add(bucket);
            used.merge(granularity, 1, Integer::sum);
        }
    }

    /**
     * Ends a round: wanted buckets that were not found are read from the log, and overflowed ones are replaced by
     * smaller ones.
     */
    public void next() {
        wanted.forEach((granularity, spans) -> {
            TreeSet<Long> rows = seen.getOrDefault(granularity, new TreeSet<>());
            for (Span span : spans) {
                long done = span.from();
                for (long start : rows.subSet(span.from(), span.to())) {
                    Span.append(log, done, start);
                    done = start + granularity.lengthMillis();
                }
                Span.append(log, done, span.to());
            }
        });
        wanted = overflowed;
        wanted.replaceAll((granularity, spans) -> Span.joined(spans));
        overflowed = new EnumMap<>(Granularity.class);
    }

    /** Buckets of a granularity whose rows count. */
    public int used(Granularity granularity) {
        return used.getOrDefault(granularity, 0);
    }

    /** Ranges of which all log rows are to be read: as few as possible, sorted. */
    public List<Span> log() {
        return Span.joined(log);
    }

    /** Ranges that rollups answer, of which the late log rows are to be read: as few as possible, sorted. */
    public List<Span> late() {
        return Span.joined(late);
    }
}
