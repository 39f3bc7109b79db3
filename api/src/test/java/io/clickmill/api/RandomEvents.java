package io.clickmill.api;

import io.clickmill.api.query.Field;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Random events of 13 days around a daylight saving change, the end of a month and today. There are sparse days, busy
 * hours, bursts of a minute, and so many urls that a day, an hour and a minute overflow.
 */
public final class RandomEvents {
    public static final Instant FIRST = Instant.parse("2026-02-26T00:00:00Z");
    public static final Instant END = Instant.parse("2026-03-10T12:00:00Z");
    public static final Instant PROGRESS = Instant.parse("2026-03-10T10:17:00.250Z");
    private static final long MINUTE = 60_000L;

    private static final List<String> REFERERS = List.of(
            "", "news.example", "www.news.example", "www.www.example", "www.example", "www.", "mail.www.example");

    private static final List<String> REGIONS = List.of("", "US-NY", "GB-NY", "DE-BY", "NY", "US-NY-1");

    private final Random random;
    private final List<TestEvent> events = new ArrayList<>();

    private RandomEvents(long seed) {
        random = new Random(seed);
    }

    /** Makes the events; the same seed gives the same events. */
    public static List<TestEvent> of(long seed) {
        RandomEvents all = new RandomEvents(seed);
        all.spread(6_000, FIRST.toEpochMilli(), END.toEpochMilli());
        for (int i = 0; i < 60; i++) {
            all.burst(250, 3_600_000L);
        }
        for (int i = 0; i < 40; i++) {
            all.burst(250, 60_000L);
        }
        all.wide("2026-03-05T00:00:00Z", 12 * 3_600_000L);
        all.wide("2026-03-06T08:00:00Z", 3_600_000L);
        all.wide("2026-03-07T09:30:00Z", 60_000L);
        return List.copyOf(all.events);
    }

    private void burst(int count, long lengthMillis) {
        long span = END.toEpochMilli() - FIRST.toEpochMilli();
        long start = FIRST.toEpochMilli() + (long) (random.nextDouble() * span) / lengthMillis * lengthMillis;
        spread(count, start, Math.min(END.toEpochMilli(), start + lengthMillis));
    }

    private void spread(int count, long from, long to) {
        for (int i = 0; i < count; i++) {
            long at = from + (long) (random.nextDouble() * (to - from));
            // One in 20 is in the first millisecond of a minute, where ranges and buckets begin and end.
            add(i % 20 == 0 ? Math.floorDiv(at, MINUTE) * MINUTE : at, "https://example.com/" + skewed(30));
        }
    }

    /** Adds 13,000 different urls, more than the 10,000 values that a bucket keeps. */
    private void wide(String start, long lengthMillis) {
        long from = Instant.parse(start).toEpochMilli();
        for (int i = 0; i < 13_000; i++) {
            add(from + (long) (random.nextDouble() * lengthMillis), "https://example.com/wide/" + i);
        }
    }

    private void add(long occurredAt, String url) {
        boolean bot = random.nextInt(12) == 0;
        boolean late = !bot && occurredAt < PROGRESS.toEpochMilli() && random.nextInt(25) == 0;
        String event = random.nextInt(10) > 0 ? "click" : random.nextBoolean() ? "lead" : "sale";
        String campaign = random.nextInt(8) == 0 ? "" : "c" + skewed(5);
        Map<Field, String> values = new EnumMap<>(Field.class);
        values.put(Field.CAMPAIGN, campaign);
        values.put(Field.LINK, random.nextInt(8) == 0 ? "" : "l" + skewed(12));
        values.put(Field.SOURCE, random.nextInt(3) == 0 ? campaign : random.nextInt(5) == 0 ? "" : "s" + skewed(4));
        values.put(Field.COUNTRY, List.of("GB", "DE", "FR", "US", "").get(skewed(5)));
        values.put(Field.CITY, "city " + skewed(50));
        values.put(Field.DEVICE, List.of("Desktop", "Mobile", "Tablet").get(skewed(3)));
        values.put(Field.BROWSER_VERSION, "Chrome " + (100 + skewed(6)));
        values.put(Field.URL, url);
        values.put(Field.CUSTOM_LINK_TITLE, "ü".repeat(250 + skewed(10)) + skewed(3));
        values.put(Field.IP, "10.0.0." + skewed(40));
        values.put(Field.SUBSCRIBER_ID, "u" + skewed(400));
        values.put(Field.STEP, "step" + skewed(2));
        values.put(Field.URL_LOCATION, random.nextInt(5) == 0 ? "" : Integer.toString(skewed(4)));
        values.put(Field.REFERER_URL, "https://example.org/" + skewed(6));
        int number = events.size();
        values.put(Field.REFERER, REFERERS.get(number % REFERERS.size()));
        values.put(Field.REGION, REGIONS.get(number % REGIONS.size()));
        if (!event.equals("click")) {
            values.put(Field.CUSTOMER_ID, "k" + number % 23);
            values.put(Field.CLICK_ID, "e" + (number - 5));
        }
        values.put(Field.DOMAIN, number % 3 == 0 ? "" : "go.example");
        events.add(new TestEvent(
                random.nextInt(20) == 0 ? "other" : "acme",
                "e" + number,
                occurredAt,
                late,
                bot,
                event,
                random.nextInt(3) == 0 ? random.nextLong() : 1_000 + skewed(400),
                event.equals("sale") ? 100 + random.nextInt(900) : 0,
                values,
                random.nextBoolean() ? Map.of("p", "v" + skewed(3), "q", "w" + skewed(2)) : Map.of(),
                random.nextBoolean() ? List.of("t" + skewed(3), "t" + skewed(3)) : List.of()));
    }

    /** A random number below the bound; small numbers are more frequent. */
    private int skewed(int bound) {
        return (int) (bound * Math.pow(random.nextDouble(), 2));
    }
}
