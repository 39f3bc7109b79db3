package io.clickmill.bench.data;

import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Public addresses of many countries: four in five are IPv4, from some hundred networks of 65,536 addresses each. The
 * others are IPv6, from networks of large providers.
 */
final class Addresses {
    private static final int NETWORKS = 500;

    /** Providers in Germany, France, the United States (two), Great Britain, Brazil, China, India and Japan. */
    private static final String[] IPV6_NETWORKS = {
        "2003:d4", "2a01:e0a", "2601:646", "2600:1700", "2a02:c7f", "2804:14d", "240e:3a1", "2405:201", "2400:4050"
    };

    private Addresses() {}

    static String[] draw(int count, SplittableRandom random) {
        String[] networks = new String[NETWORKS];
        for (int i = 0; i < NETWORKS; i++) {
            networks[i] = publicNetwork(random);
        }
        String[] addresses = new String[count];
        for (int i = 0; i < count; i++) {
            addresses[i] = i % 5 == 4
                    ? IPV6_NETWORKS[random.nextInt(IPV6_NETWORKS.length)] + ":" + hex(random) + "::" + hex(random)
                    : networks[random.nextInt(NETWORKS)] + "." + random.nextInt(256) + "." + random.nextInt(1, 255);
        }
        return addresses;
    }

    /** The first half of an IPv4 address that is neither private nor reserved. */
    private static String publicNetwork(SplittableRandom random) {
        while (true) {
            int first = random.nextInt(1, 224);
            int second = random.nextInt(256);
            boolean reserved = first == 10
                    || first == 127
                    || first == 100 && second >= 64 && second < 128
                    || first == 169 && second == 254
                    || first == 172 && second >= 16 && second < 32
                    || first == 192 && (second == 0 || second == 88 || second == 168)
                    || first == 198 && (second == 18 || second == 19 || second == 51)
                    || first == 203 && second == 0;
            if (!reserved) {
                return first + "." + second;
            }
        }
    }

    private static String hex(SplittableRandom random) {
        return String.format(Locale.ROOT, "%x", random.nextInt(1, 0x10000));
    }
}
