package io.clickmill.job;

import io.clickmill.contract.Schema;
import io.clickmill.contract.TestDatabase;
import io.clickmill.contract.event.Click;
import io.clickmill.contract.event.EventType;
import io.clickmill.contract.event.Trigger;
import io.clickmill.job.enrich.BotReason;
import io.clickmill.job.enrich.EnrichedArrival;
import io.clickmill.job.enrich.EnrichedClick;
import io.clickmill.job.enrich.GeoPlace;
import io.clickmill.job.enrich.UserAgentFacts;
import io.clickmill.job.enrich.UtmTags;
import io.clickmill.job.receive.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Clicks for tests, before and after enrichment. */
public final class SampleClicks {
    private SampleClicks() {}

    /** Enriches without looking anything up; the visitor is the hash of the subscriber. */
    public static EnrichedClick human(Click click) {
        return enriched(click, List.of());
    }

    /** As {@link #human}, but a machine's. */
    public static EnrichedClick bot(Click click) {
        return enriched(click, List.of(BotReason.HTTP_LIBRARY.wireName()));
    }

    public static EnrichedClick human(Consumer<Click.Builder> fill) {
        return human(Click.build(fill));
    }

    public static EnrichedArrival arrival(Verdict verdict, Consumer<Click.Builder> fill) {
        return new EnrichedArrival(human(fill), verdict);
    }

    /** How tests reach a database as the job does. */
    public static PostgresAccess access(TestDatabase database) {
        return new PostgresAccess(database.url(Schema.WRITER_ROLE), Schema.WRITER_ROLE, null);
    }

    /**
     * Random human events of two accounts, a few campaigns, links and sources, of all types, spread over
     * {@code [from, from + lengthMillis)}; each has an id of its own.
     */
    public static List<EnrichedClick> random(long seed, int size, long from, long lengthMillis) {
        Random random = new Random(seed);
        List<EnrichedClick> events = new ArrayList<>();
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

    /** Fills what is counted. */
    public static void fill(Click.Builder c, Random random) {
        c.accountId = pick(random, "acme", "acme", "acme", "globex");
        c.campaignId = pick(random, "", "spring", "spring", "summer");
        c.linkId = pick(random, "", "l1", "l1", "l1", "l2", "l3");
        c.sourceId = pick(random, "", "", "mail");
        c.url = pick(random, "https://x.test/a", "https://x.test/b?utm_source=n");
        c.stepId = pick(random, "", "s1");
        c.urlLocation = random.nextInt(4) - 1;
        c.customLinkTitle = pick(random, "", "Größe 😀", "b\tc");
        c.trigger = Trigger.values()[random.nextInt(3)];
        c.country = pick(random, "", "GB", "US");
        c.city = pick(random, "London", "Łódź", "");
        c.subscriberId = "s" + random.nextInt(200);
        int kind = random.nextInt(10);
        c.event = kind == 0 ? EventType.LEAD : kind == 1 ? EventType.SALE : EventType.CLICK;
        if (c.event == EventType.SALE) {
            c.sale = new Click.Sale(random.nextInt(10_000), "usd", "", "");
        }
    }

    private static EnrichedClick enriched(Click click, List<String> botReasons) {
        return new EnrichedClick(
                click,
                new GeoPlace(click.country(), click.region(), click.city(), click.continent()),
                new UserAgentFacts("Mobile", "Safari", "Safari 17", "iOS", null),
                new UtmTags(click.params().getOrDefault("utm_source", ""), "", "", "", ""),
                "",
                click.subscriberId().hashCode() * 0x9E3779B97F4A7C15L,
                botReasons);
    }

    private static String pick(Random random, String... values) {
        return values[random.nextInt(values.length)];
    }
}
