package io.clickmill.api.dialect.placewise;

import io.clickmill.api.TestEvent;
import io.clickmill.api.query.Field;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Events of six sendings, and of none, in each of two accounts; some days are in rollups. */
final class RandomVisits {
    static final Instant FIRST = Instant.parse("2026-08-16T00:00:00Z");
    static final Instant END = Instant.parse("2026-08-20T12:20:30.500Z");
    /** Numbers of the accounts, and of one for clicks to come. */
    static final Map<String, Integer> CLUBS = Map.of("acme", 1_000_941, "beta", 1_000_942, "gamma", 1_000_943);

    private RandomVisits() {}

    static List<TestEvent> all() {
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
                    (char) ('a' + random.nextInt(6))));
        }
        for (int i = 0; i < 9; i++) {
            long at = FIRST.toEpochMilli() + i;
            all.add(event(3_000 + i, "gamma", "g" + i, at, false, false, "click", i, 'a'));
            all.add(event(4_000 + i, "gamma", "t" + i, at, false, false, "click", i, 'a'));
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
            char page) {
        Map<Field, String> values = Map.of(Field.SOURCE, source, Field.URL, "https://shop.test/" + page);
        // The sketch takes visitor 0 for 1.
        return new TestEvent(
                accountId, "e" + number, occurredAt, late, bot, kind, 1 + visitor, 0, values, Map.of(), List.of());
    }

    static boolean isVisit(TestEvent event) {
        return event.event().equals("click") && !event.bot();
    }
}
