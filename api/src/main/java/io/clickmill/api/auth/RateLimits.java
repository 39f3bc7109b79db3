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
 * Counts the requests of keys against their limits. There is a token bucket for each key, dialect and limit, so that a
 * dialect with two limits has two buckets for each key. Each API instance counts for itself.
 *
 * <p>Example: with {@code Limit.perMinute(60)} a key may ask 60 times immediately and then once a second. After a
 * minute without requests the bucket is full again.
 */
public final class RateLimits {
    /**
     * Default limit of the clicks that are tracked without a key: 1,200 immediately, and then 20 a second. The people
     * behind one address, such as a company's, click far less. A program can send far more.
     */
    public static final Limit CLICKS_PER_ADDRESS = Limit.perMinute(1_200);

    /** A wrong key costs a question to the database. Nobody types more than this. */
    private static final Limit SIGN_INS_PER_ADDRESS = Limit.perMinute(10);

    private static final long NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    /**
     * The maximum number of buckets: more than keys ask within two minutes. A bucket that is evicted is full when it is
     * created again.
     */
    private static final int MAX_BUCKETS = 100_000;

    private final Clock clock;
    private final List<String> dialects;
    private final Map<String, Limit> byDialect;
    private final Cache<BucketId, Bucket> buckets;
    /** Separate from the buckets of keys, so that clicks from many addresses cannot evict those. */
    private final Cache<BucketId, Bucket> addresses;

    private final Limit clicksPerAddress;

    private record BucketId(String keyId, String dialect, Limit limit) {}

    /** Counts against the dialects' own limits. */
    public RateLimits(Clock clock, List<String> dialects) {
        this(clock, dialects, Map.of(), CLICKS_PER_ADDRESS);
    }

    /**
     * Counts against configured limits.
     *
     * @param dialects the names under which requests are counted: one for the native endpoints, and one for each vendor
     * @param byDialect limits that replace the dialects' own
     * @param clicksPerAddress limit of the clicks that are tracked without a key
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
        // Debt is capped at one capacity, so every bucket is full again after two periods and may be forgotten.
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
     * @param network the address or network whose clicks are counted together
     */
    public Decision takeClick(String network) {
        if (clicksPerAddress.isNone()) {
            return unlimited();
        }
        BucketId id = new BucketId(network, "click", clicksPerAddress);
        return take(addresses.get(id, made -> newBucket(made.limit())), clicksPerAddress, 1);
    }

    /**
     * Counts an attempt to sign in.
     *
     * @param network the address or network whose attempts are counted together
     */
    public Decision takeSignIn(String network) {
        BucketId id = new BucketId(network, "sign-in", SIGN_INS_PER_ADDRESS);
        return take(addresses.get(id, made -> newBucket(made.limit())), SIGN_INS_PER_ADDRESS, 1);
    }

    private Decision unlimited() {
        return new Decision(true, 0, 0, clock.instant(), 0);
    }

    /**
     * Counts a request. It is allowed as long as anything is left of the limit, whatever the request costs. A request
     * that costs more than is left makes later ones wait longer.
     *
     * @param principal the key's owner; the key's own limit takes precedence
     * @param dialect one of the names given to the constructor
     * @param limit the dialect's own limit for such a key
     * @param cost the cost of the request, at least 1; a cost above the limit's capacity counts as that capacity
     */
    public Decision take(Principal principal, String dialect, Limit limit, int cost) {
        if (cost < 1) {
            throw new IllegalArgumentException("cost: " + cost + " (expected: at least 1)");
        }
        Limit applied = applied(principal, dialect, limit);
        return applied.isNone() ? unlimited() : take(bucket(principal, dialect, applied), applied, cost);
    }

    /**
     * Counts more for a request that was allowed, even if less is left. Later ones wait longer. It is refused if others
     * have taken more than was left meanwhile.
     *
     * @param more at least 0; counted up to the limit's capacity
     */
    public Decision charge(Principal principal, String dialect, Limit limit, int more) {
        Limit applied = applied(principal, dialect, limit);
        if (applied.isNone() || more == 0) {
            return look(principal, dialect, limit);
        }
        Bucket bucket = bucket(principal, dialect, applied);
        synchronized (bucket) {
            if (bucket.getAvailableTokens() < 0) {
                return take(bucket, applied, 1);
            }
            bucket.consumeIgnoringRateLimits(Math.min(more, applied.capacity()));
        }
        return look(principal, dialect, limit);
    }

    private Decision take(Bucket bucket, Limit applied, int cost) {
        VerboseResult<ConsumptionProbe> taken;
        long more;
        // Both steps are one operation, because of several concurrent requests only one may take more than is left.
        synchronized (bucket) {
            // Read the tokens from the diagnostics: the probe reports 0 for a negative number.
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

    /**
     * Returns how much is left to a key, for requests that do not count. They are always allowed. See {@link #take}.
     */
    public Decision look(Principal principal, String dialect, Limit limit) {
        Limit applied = applied(principal, dialect, limit);
        if (applied.isNone()) {
            return unlimited();
        }
        long remaining = bucket(principal, dialect, applied).getAvailableTokens();
        Duration untilFull =
                applied.period().multipliedBy(applied.capacity() - remaining).dividedBy(applied.capacity());
        return new Decision(true, applied.capacity(), remaining, clock.instant().plus(untilFull), 0);
    }

    /** The number of the keys' buckets in memory. */
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

    /** The injected clock, for Bucket4j. */
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
