package io.clickmill.api.dialect.placewise;

import io.clickmill.api.TestEvent;
import io.clickmill.api.query.Field;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Events of six sendings, and of no sending, in each of two accounts. A third account has 18 sendings with a click
 * each. Some days are in rollups.
 */
final class RandomVisits {
    static final Instant FIRST = Instant.parse("2026-08-16T00:00:00Z");
    static final Instant END = Instant.parse("2026-08-20T12:20:30.500Z");
    /** The numbers of the accounts. */
    static final Map<String, Integer> CLUBS = Map.of("acme", 1_000_941, "beta", 1_000_942, "gamma", 1_000_943);

    /** The destinations, with the parts of each that reports show. The last destination is empty and has none. */
    static final Map<String, Map<String, String>> PARTS = parts();

    private RandomVisits() {}

    private static Map<String, Map<String, String>> parts() {
        Map<String, Map<String, String>> parts = new LinkedHashMap<>();
        parts.put("https://shop.test/a", Map.of("host", "shop.test", "path", "/a"));
        parts.put(
                "https://shop.test/b?utm_source=mail&utm_campaign=spring",
                Map.of("host", "shop.test", "path", "/b", "utm_source", "mail", "utm_campaign", "spring"));
        parts.put(
                "https://shop.test/b?utm_source=mail&utm_campaign=spring%20sale&x=1",
                Map.of("host", "shop.test", "path", "/b", "utm_source", "mail", "utm_campaign", "spring sale"));
        parts.put(
                "https://shop.test/b?utm_campaign=spring+sale&utm_source=%6Dail#utm_term=x",
                Map.of("host", "shop.test", "path", "/b", "utm_source", "mail", "utm_campaign", "spring sale"));
        parts.put("https://shop.test/a?utm_source=", Map.of("host", "shop.test", "path", "/a", "utm_source", ""));
        parts.put("https://shop.test", Map.of("host", "shop.test"));
        parts.put("https://other.test?utm_source=web", Map.of("host", "other.test", "utm_source", "web"));
        parts.put(
                "http://other.test:8080/a?utm_medium=email&utm_content=%C3%A9&utm_term=x%26y",
                Map.of(
                        "host",
                        "other.test",
                        "path",
                        "/a",
                        "utm_medium",
                        "email",
                        "utm_content",
                        "é",
                        "utm_term",
                        "x&y"));
        parts.put("/a?utm_source=web", Map.of("path", "/a", "utm_source", "web"));
        parts.put("mailto:ann@shop.test", Map.of("path", "ann@shop.test"));
        parts.put("?utm_term=x%26y", Map.of("utm_term", "x&y"));
        parts.put("", Map.of());
        return parts;
    }

    static List<TestEvent> all() {
        List<String> urls = List.copyOf(PARTS.keySet());
        Random random = new Random(20_260_820);
        List<TestEvent> all = new ArrayList<>();
        long span = END.toEpochMilli() - FIRST.toEpochMilli();
        for (int i = 0; i < 3_000; i++) {
            int source = (int) (7 * Math.pow(random.nextDouble(), 2));
            boolean bot = random.nextInt(10) == 0;
            all.add(event(
                    i,
                    random.nextInt(3) == 0 ? "beta" : "acme",
                    source == 0 ? "" : "s" + source,
                    FIRST.toEpochMilli() + (long) (random.nextDouble() * span),
                    !bot && random.nextInt(20) == 0,
                    bot,
                    random.nextInt(10) > 0 ? "click" : random.nextBoolean() ? "lead" : "sale",
                    random.nextInt(60),
                    urls.get(random.nextInt(urls.size()))));
        }
        for (int i = 0; i < 9; i++) {
            long at = FIRST.toEpochMilli() + i;
            all.add(event(3_000 + i, "gamma", "g" + i, at, false, false, "click", i, urls.get(0)));
            all.add(event(4_000 + i, "gamma", "t" + i, at, false, false, "click", i, urls.get(0)));
        }
        return List.copyOf(all);
    }

    private static TestEvent event(
            int number,
            String accountId,
            String source,
            long occurredAt,
            boolean late,
            boolean bot,
            String kind,
            int visitor,
            String url) {
        Map<Field, String> values = Map.of(Field.SOURCE, source, Field.URL, url);
        // The sketch counts visitors 0 and 1 as one.
        return new TestEvent(
                accountId, "e" + number, occurredAt, late, bot, kind, 1 + visitor, 0, values, Map.of(), List.of());
    }

    static boolean isVisit(TestEvent event) {
        return event.event().equals("click") && !event.bot();
    }
}
