package io.clickmill.api.sql;

import io.clickmill.api.query.Metric;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsResult.Uniques;
import io.clickmill.contract.UniqueSketch;
import org.jspecify.annotations.Nullable;

/** The numbers of one group of one step while rows of rollups and of the log are added up. */
final class Tally {
    long clicks;
    long leads;
    long sales;
    long saleAmount;
    private @Nullable UniqueSketch visitors;

    /** Adds to a metric that is a sum; visitors are none. */
    void add(Metric metric, long more) {
        switch (metric) {
            case CLICKS -> clicks += more;
            case LEADS -> leads += more;
            case SALES -> sales += more;
            case SALE_AMOUNT -> saleAmount += more;
            case UNIQUES -> throw new IllegalArgumentException("uniques do not add up");
        }
    }

    void addVisitors(byte[] sketch) {
        visitors().union(sketch);
    }

    void addVisitor(long hash) {
        visitors().add(hash);
    }

    /** What the visitors take in memory, in bytes. */
    long visitorBytes() {
        return visitors == null ? 0 : visitors.memoryBytes();
    }

    Uniques uniques() {
        if (visitors == null) {
            return Uniques.NONE;
        }
        return new Uniques(visitors.estimate(), visitors.isExact(), visitors.lowerBound(), visitors.upperBound());
    }

    /** Whether no metric that is asked for has a number. */
    boolean isZero(StatsQuery query) {
        return query.metrics().stream().allMatch(this::isZero);
    }

    private boolean isZero(Metric metric) {
        return switch (metric) {
            case CLICKS -> clicks == 0;
            case UNIQUES -> visitors == null || visitors.estimate() == 0;
            case LEADS -> leads == 0;
            case SALES -> sales == 0;
            case SALE_AMOUNT -> saleAmount == 0;
        };
    }

    private UniqueSketch visitors() {
        if (visitors == null) {
            visitors = new UniqueSketch();
        }
        return visitors;
    }
}
