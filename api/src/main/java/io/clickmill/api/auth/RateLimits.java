package io.clickmill.api.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.VerboseResult;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Counts requests of keys against their limits, in a token bucket for each key, dialect and limit: a dialect that asks
 * with two limits has two buckets a key. Of several API instances each counts by itself.
 *
 * <p>Example: with {@code Limit.perMinute(60)} a key may ask 60 times at once and then once a second; after a minute of
 * silence the bucket is full again.
 */
public final class RateLimits {
    /**
     * Of clicks that are tracked without a key: 1,200 at once, and 20 a second. That is far more than people behind one
     * address click, such as a company's, and far less than a program sends.
     */
    public static final Limit CLICKS_PER_ADDRESS = Limit.perMinute(1_200);

    private static final long NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    /** More keys than ask within a minute or two; a bucket that is dropped for room is full when it is made again. */
    private static final int MAX_BUCKETS = 100_000;

    private final Clock clock;
    private final List<String> dialects;
    private final Map<String, Limit> byDialect;
    private final Cache<BucketId, Bucket> buckets;
    /** Apart from the keys', which nobody may push out by sending from many addresses. */
    private final Cache<BucketId, Bucket> addresses;

    private final Limit clicksPerAddress;

    private record BucketId(String keyId, String dialect, Limit limit) {}

    /** With the limits that the dialects have by themselves. */
    public RateLimits(Clock clock, List<String> dialects) {
        this(clock, dialects, Map.of(), CLICKS_PER_ADDRESS);
    }

    /**
     * With other limits.
     *
     * @param dialects whose requests are counted together: the native endpoints', and each vendor's
     * @param byDialect limits in place of those that the dialects have by themselves
     * @param clicksPerAddress of clicks that are tracked without a key
     */
    public RateLimits(Clock clock, List<String> dialects, Map<String, Limit> byDialect, Limit clicksPerAddress) {
        this.clock = clock;
        this.dialects = List.copyOf(dialects);
        this.byDialect = Map.copyOf(byDialect);
        this.clicksPerAddress = clicksPerAddress;
        this.buckets = newBuckets();
        this.addresses = newBuckets();
    }

    private Cache<BucketId, Bucket> newBuckets() {
        // A bucket is never emptied further than by its capacity below zero, so that it is full after two periods.
        return Caffeine.newBuilder()
                .ticker(() -> nanos(clock.instant()))
                .expireAfter(Expiry.accessing(
                        (BucketId id, Bucket bucket) -> id.limit().period().multipliedBy(2)))
                .maximumSize(MAX_BUCKETS)
                .build();
    }

    /**
     * Counts a click that is tracked without a key.
     *
     * @param network whose clicks are counted together
     */
    public Decision takeClick(String network) {
        if (clicksPerAddress.isNone()) {
            return unlimited();
        }
        BucketId id = new BucketId(network, "click", clicksPerAddress);
        return take(addresses.get(id, made -> newBucket(made.limit())), clicksPerAddress, 1);
    }

    private Decision unlimited() {
        return new Decision(true, 0, 0, clock.instant(), 0);
    }

    /**
     * Counts a request. It is allowed as long as anything is left of the limit, whatever it costs; one that costs more
     * than is left makes the ones after it wait longer.
     *
     * @param principal whose key it is; the key's own limit goes before any other
     * @param dialect one of those that are counted
     * @param limit the dialect's own for such a key
     * @param cost of the request, at least 1; what is more than the limit's capacity is not counted
     */
    public Decision take(Principal principal, String dialect, Limit limit, int cost) {
        if (cost < 1) {
            throw new IllegalArgumentException("cost: " + cost + " (expected: at least 1)");
        }
        Limit applied = applied(principal, dialect, limit);
        return applied.isNone() ? unlimited() : take(bucket(principal, dialect, applied), applied, cost);
    }

    private Decision take(Bucket bucket, Limit applied, int cost) {
        VerboseResult<ConsumptionProbe> taken;
        long more;
        // Of requests at the same time only one may be the one that costs more than is left.
        synchronized (bucket) {
            // A probe tells no less than 0, the diagnostics tell what there is.
            taken = bucket.asVerbose().tryConsumeAndReturnRemaining(1);
            more = taken.getValue().isConsumed() ? Math.min(cost, applied.capacity()) - 1 : 0;
            if (more > 0) {
                bucket.consumeIgnoringRateLimits(more);
            }
        }
        ConsumptionProbe probe = taken.getValue();
        Duration untilFull = Duration.ofNanos(probe.getNanosToWaitForReset())
                .plus(applied.period().multipliedBy(more).dividedBy(applied.capacity()));
        return new Decision(
                probe.isConsumed(),
                applied.capacity(),
                taken.getDiagnostics().getAvailableTokens() - more,
                clock.instant().plus(untilFull),
                wholeSeconds(probe.getNanosToWaitForRefill()));
    }

    /** How much is left to a key, for answers to requests that do not count; always allowed. See {@link #take}. */
    public Decision look(Principal principal, String dialect, Limit limit) {
        Limit applied = applied(principal, dialect, limit);
        Instant now = clock.instant();
        if (applied.isNone()) {
            return new Decision(true, 0, 0, now, 0);
        }
        long remaining = bucket(principal, dialect, applied).getAvailableTokens();
        Duration untilFull =
                applied.period().multipliedBy(applied.capacity() - remaining).dividedBy(applied.capacity());
        return new Decision(true, applied.capacity(), remaining, now.plus(untilFull), 0);
    }

    /** How many buckets are kept. */
    long buckets() {
        buckets.cleanUp();
        return buckets.estimatedSize();
    }

    private Limit applied(Principal principal, String dialect, Limit limit) {
        if (!dialects.contains(dialect)) {
            throw new IllegalArgumentException("dialect: " + dialect + " (expected: " + dialects + ")");
        }
        return principal.limit().orElse(byDialect.getOrDefault(dialect, limit));
    }

    private Bucket bucket(Principal principal, String dialect, Limit applied) {
        return buckets.get(new BucketId(principal.keyId(), dialect, applied), id -> newBucket(id.limit()));
    }

    private Bucket newBucket(Limit limit) {
        return Bucket.builder()
                .withCustomTimePrecision(new ClockMeter(clock))
                .addLimit(bandwidth ->
                        bandwidth.capacity(limit.capacity()).refillGreedy(limit.capacity(), limit.period()))
                .build();
    }

    private static long wholeSeconds(long nanos) {
        return (nanos + NANOS_PER_SECOND - 1) / NANOS_PER_SECOND;
    }

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * NANOS_PER_SECOND + instant.getNano();
    }

    /** The injected clock as Bucket4j wants it. */
    private record ClockMeter(Clock clock) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return nanos(clock.instant());
        }

        @Override
        public boolean isWallClockBased() {
            return true;
        }
    }
}
