package io.clickmill.job.time;

import java.io.Serializable;
import java.time.Duration;

/**
 * Spreads the work of windows that end at the same time. Each key counts its window a delay of its own after the
 * window's end, which depends on the key's hash. Without it, all keys would count a minute at once, and meanwhile take
 * no events.
 *
 * <p>A window counts the same events whatever the delay, because late events are sorted out before. Only the progress
 * comes later, by the largest delay.
 *
 * @param length all delays are below it. It is shorter than a minute, so that the time of a timer tells the end of its
 *     window, and in whole milliseconds. A release must not make it shorter: timers that are in a checkpoint keep their
 *     delays
 */
public record WindowSpread(Duration length) implements Serializable {
    /** The spread of the job. With 5,000 events a second, two cores count a minute of them in five to ten seconds. */
    public static final WindowSpread STANDARD = new WindowSpread(Duration.ofSeconds(20));

    /** No delays. */
    public static final WindowSpread NONE = new WindowSpread(Duration.ZERO);

    private static final long LIMIT_MILLIS = 60_000;

    /** @throws IllegalArgumentException if the length is negative, or a minute or more */
    public WindowSpread {
        if (length.isNegative() || length.toMillis() >= LIMIT_MILLIS) {
            throw new IllegalArgumentException("length: " + length + " (expected: at least zero and below a minute)");
        }
    }

    /** The delay of a key with this hash in milliseconds. */
    public long delayMillis(int hash) {
        long millis = length.toMillis();
        return millis == 0 ? 0 : Math.floorMod(mixed(hash), millis);
    }

    /** The watermark up to which the windows of all keys have counted, once they have received this watermark. */
    public long counted(long watermark) {
        // Before the first watermark nothing is counted, and a difference would overflow.
        return watermark == Long.MIN_VALUE ? Long.MIN_VALUE : watermark - length.toMillis();
    }

    /** Spreads hashes of similar texts evenly, with the finalizer of MurmurHash3. */
    private static int mixed(int hash) {
        int mixed = hash;
        mixed = (mixed ^ mixed >>> 16) * 0x85EBCA6B;
        mixed = (mixed ^ mixed >>> 13) * 0xC2B2AE35;
        return mixed ^ mixed >>> 16;
    }
}
