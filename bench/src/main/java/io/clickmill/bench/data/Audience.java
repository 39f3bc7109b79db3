package io.clickmill.bench.data;

import java.util.List;
import java.util.SplittableRandom;

/** The subscribers. Each has one address and one user agent, which follow from the subscriber's number. */
final class Audience {
    static final int SUBSCRIBERS = 1_000_000;
    static final int ADDRESSES = 50_000;

    private final String[] addresses;
    private final List<String> userAgents = UserAgents.all();
    private final Zipf userAgentRanks = new Zipf(userAgents.size());

    Audience(SplittableRandom random) {
        this.addresses = Addresses.draw(ADDRESSES, random);
    }

    String address(int subscriber) {
        return addresses[Math.floorMod(mix(subscriber), ADDRESSES)];
    }

    String userAgent(int subscriber) {
        double point = (mix(subscriber + (1L << 32)) >>> 11) * 0x1.0p-53;
        return userAgents.get(userAgentRanks.rankOf(point));
    }

    /** Spreads numbers evenly over all 64 bits (the finalizer of SplitMix64). */
    private static long mix(long number) {
        long mixed = number * 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
