package io.clickmill.job;

import io.clickmill.contract.Schema;
import io.clickmill.contract.TestDatabase;
import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.Event.Client;
import io.clickmill.contract.event.Event.Findings;
import io.clickmill.contract.event.Event.Utm;
import io.clickmill.contract.event.EventKind;
import io.clickmill.contract.event.Trigger;
import io.clickmill.job.enrich.BotReason;
import io.clickmill.job.receive.Arrival;
import io.clickmill.job.receive.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Sample clicks, before and after enrichment. */
public final class SampleClicks {
    private SampleClicks() {}

    /** Enriches a human's event without any lookup. The visitor is the hash of the subscriber. */
    public static Event human(Event event) {
        return enriched(event, List.of());
    }

    /** Enriches a bot's event. All else is as in {@link #human}. */
    public static Event bot(Event event) {
        return enriched(event, List.of(BotReason.HTTP_LIBRARY.word()));
    }

    public static Event human(Consumer<Event.Builder> fill) {
        return human(Event.build(fill));
    }

    public static Arrival arrival(Verdict verdict, Consumer<Event.Builder> fill) {
        return new Arrival(human(fill), verdict);
    }

    /** The access that the job would have to this database. */
    public static PostgresAccess access(TestDatabase database) {
        return new PostgresAccess(database.url(Schema.WRITER_ROLE), Schema.WRITER_ROLE, null);
    }

    /**
     * Random human events of all types, of two accounts and a few campaigns, links and sources, spread over
     * {@code [from, from + lengthMillis)}. Each has its own id.
     */
    public static List<Event> random(long seed, int size, long from, long lengthMillis) {
        Random random = new Random(seed);
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int number = i;
            events.add(human(c -> {
                c.eventId = "e" + number;
                c.occurredAt = from + (long) (random.nextDouble() * lengthMillis);
                c.appendedAt = c.occurredAt + 100;
                c.kafkaOffset = number;
                fill(c, random);
            }));
        }
        return events;
    }

    /** Fills the fields that are counted. */
    public static void fill(Event.Builder c, Random random) {
        c.accountId = pick(random, "acme", "acme", "acme", "globex");
        c.campaignId = pick(random, "", "spring", "spring", "summer");
        c.linkId = pick(random, "", "l1", "l1", "l1", "l2", "l3");
        c.sourceId = pick(random, "", "", "mail");
        c.url = pick(random, "https://x.test/a", "https://x.test/b?utm_source=n");
        c.stepId = pick(random, "", "s1");
        int location = random.nextInt(4) - 1;
        c.urlLocation = location < 0 ? null : location;
        c.customLinkTitle = pick(random, "", "Größe 😀", "b\tc");
        c.trigger = Trigger.values()[random.nextInt(3)];
        c.country = pick(random, "", "GB", "US");
        c.city = pick(random, "London", "Łódź", "");
        c.subscriberId = "s" + random.nextInt(200);
        int kind = random.nextInt(10);
        c.kind = kind == 0 ? EventKind.LEAD : kind == 1 ? EventKind.SALE : EventKind.CLICK;
        if (c.kind == EventKind.SALE) {
            c.sale = new Event.Sale(random.nextInt(10_000), "usd", "", "");
        }
    }

    private static Event enriched(Event event, List<String> botReasons) {
        return event.enriched(new Findings(
                event.request(),
                event.place(),
                new Client("Mobile", "Safari", "Safari 17", "iOS"),
                new Utm(event.params().getOrDefault("utm_source", ""), "", "", "", ""),
                event.recipient().subscriberId().hashCode() * 0x9E3779B97F4A7C15L,
                botReasons));
    }

    private static String pick(Random random, String... values) {
        return values[random.nextInt(values.length)];
    }
}
