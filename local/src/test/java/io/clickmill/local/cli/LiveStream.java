package io.clickmill.local.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.clickmill.local.cli.SampleEvent.Browser;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Makes the clicks of requests, which may be sent one after another or concurrently. 5 % are out of order by up to ten
 * seconds, 0.5 % are late, and 1 % are sent a second time later. New events are the same in every run, except for their
 * times. Which of them are repeated, and when, differs.
 */
final class LiveStream {
    static final int CAMPAIGNS = 50;

    private static final double DISORDERED = 0.05;
    private static final double LATE = 0.005;
    private static final double REPEATED = 0.01;
    private static final int MAX_DISORDER_MILLIS = 10_000;
    private static final int MIN_LATE_MILLIS = 20_000;
    private static final int MAX_LATE_MILLIS = 600_000;
    private static final int LINKS = 500;
    private static final int SUBSCRIBERS = 20_000;
    private static final int MAX_WAITING_REPEATS = 40;
    private static final List<String> COUNTRIES =
            List.of("US", "DE", "GB", "FR", "IN", "BR", "JP", "ES", "IT", "NL", "SE", "PL", "AT", "CH", "NZ");
    private static final List<Browser> BROWSERS = SampleEvents.BROWSERS.stream()
            .filter(browser -> !browser.bot() && !browser.userAgent().isEmpty())
            .toList();

    /** Events that were sent and will be sent again. */
    private final Queue<LiveEvent> repeats = new ConcurrentLinkedQueue<>();

    /**
     * The contents of one request.
     *
     * @param events the new events
     * @param repeated the number of further events, which were sent before
     * @param lines all events as NDJSON
     */
    record Batch(List<LiveEvent> events, int repeated, String lines) {}

    /** The batch with a number: new clicks, and some that were sent before. */
    Batch batch(int number, int size, long now) {
        SplittableRandom random = new SplittableRandom(number);
        List<LiveEvent> sent = new ArrayList<>();
        while (repeats.size() > random.nextInt(1, MAX_WAITING_REPEATS)) {
            LiveEvent repeat = repeats.poll();
            if (repeat == null) {
                // Another sender has taken it.
                break;
            }
            sent.add(repeat);
        }
        int repeated = sent.size();
        List<LiveEvent> events = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            events.add(event("%d-%d".formatted(number, i), random, now));
        }
        sent.addAll(events);
        return new Batch(
                events,
                repeated,
                String.join("\n", sent.stream().map(LiveEvent::json).toList()));
    }

    /** Chooses events of the batch to repeat from now on. Must be called after the batch was sent. */
    void sent(Batch batch) {
        SplittableRandom random = new SplittableRandom(batch.lines().hashCode());
        batch.events().stream().filter(event -> random.nextDouble() < REPEATED).forEach(repeats::add);
    }

    private static LiveEvent event(String id, SplittableRandom random, long now) {
        String campaign = "campaign-" + zipf(random, CAMPAIGNS);
        String link = "link-" + zipf(random, LINKS);
        String country = COUNTRIES.get(zipf(random, COUNTRIES.size()));
        Browser browser = BROWSERS.get(random.nextInt(BROWSERS.size()));
        int subscriber = zipf(random, SUBSCRIBERS);
        long occurredAt = now - age(random);
        String json = JsonNodeFactory.instance
                .objectNode()
                .put("event_id", id)
                .put("timestamp", occurredAt)
                .put("campaign_id", campaign)
                .put("link_id", link)
                .put("country", country)
                .put("user_agent", browser.userAgent())
                .put("subscriber_id", Integer.toString(subscriber))
                .toString();
        return new LiveEvent(json, occurredAt, campaign, link, country, browser.device(), subscriber);
    }

    private static int age(SplittableRandom random) {
        double kind = random.nextDouble();
        if (kind < LATE) {
            return random.nextInt(MIN_LATE_MILLIS, MAX_LATE_MILLIS);
        }
        return kind < LATE + DISORDERED ? random.nextInt(MAX_DISORDER_MILLIS) : 0;
    }

    /** A number below n by Zipf's law: k is drawn about 1 / (k + 1) as often as 0. */
    static int zipf(SplittableRandom random, int n) {
        return (int) Math.pow(n + 1, random.nextDouble()) - 1;
    }
}
