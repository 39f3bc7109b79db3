package io.clickmill.local.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.local.demo.DemoPeople.Person;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * The events of the demo, in order, from a start time on. The same seed, start and rate give the same events, no matter
 * how the time is split into calls of {@link #until}.
 */
final class DemoStream {
    private static final double BOTS = 0.03;
    private static final double QR_CODES = 0.05;
    private static final double LATE = 0.005;
    private static final double REPEATED = 0.01;
    private static final double LEADS = 0.02;
    private static final double SALES = 0.008;
    /** The share of people who are awake, averaged over a day. Rates are averages too. */
    private static final double MEAN_ACTIVITY = 0.55;

    private static final int REMEMBERED = 200;
    private static final List<Integer> PRICES_CENTS = List.of(1_990, 2_990, 4_900, 7_950, 12_900);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SplittableRandom random;
    private final String account;
    private final double attemptsPerSecond;
    private final DemoPeople people = new DemoPeople();
    private final WeightedTable<Link> links =
            WeightedTable.read("links.tsv", columns -> new Link(columns[1], columns[2], columns[3]));
    private final Deque<DemoEvent> recent = new ArrayDeque<>();
    private final PriorityQueue<DemoEvent> planned =
            new PriorityQueue<>(Comparator.comparing(DemoEvent::sentAt).thenComparing(DemoEvent::key));
    private Instant next;
    private WeightedTable<DemoCampaign> campaigns;
    private Instant campaignsAt;

    private record Link(String id, String url, String title) {}

    /** @param perSecond clicks a second, averaged over a day */
    DemoStream(long seed, Instant start, String account, double perSecond) {
        this.random = new SplittableRandom(seed);
        this.account = account;
        this.attemptsPerSecond = perSecond / MEAN_ACTIVITY;
        this.next = start;
        this.campaignsAt = start;
        this.campaigns = weigh(start);
    }

    /** The events that are due after the last call and up to an instant, in the order of sending. */
    List<DemoEvent> until(Instant time) {
        while (!next.isAfter(time)) {
            attempt(next);
            next = next.plusNanos((long) (-Math.log(1 - random.nextDouble()) / attemptsPerSecond * 1e9));
        }
        List<DemoEvent> due = new ArrayList<>();
        while (!planned.isEmpty() && !planned.peek().sentAt().isAfter(time)) {
            due.add(planned.remove());
        }
        return due;
    }

    /** Lets a random person click, if the person is awake. */
    private void attempt(Instant now) {
        double kind = random.nextDouble();
        Person person;
        if (kind < BOTS * MEAN_ACTIVITY) {
            send(now, click(now, people.bot(random), "link"));
            return;
        }
        boolean qr = kind > 1 - QR_CODES;
        person = qr ? people.stranger(random) : people.subscriber(random);
        if (random.nextDouble() > person.place().activityAt(now)) {
            return;
        }
        Instant occurredAt = random.nextDouble() < LATE ? now.minusSeconds(random.nextInt(60, 6 * 3600)) : now;
        Map<String, Object> click = click(occurredAt, person, qr ? "qr" : "link");
        send(now, click);
        followUp(now, click, person);
    }

    private Map<String, Object> click(Instant occurredAt, Person person, String trigger) {
        Link link = links.draw(random);
        Map<String, Object> click = event(occurredAt);
        click.put("link_id", link.id());
        click.put("domain", "go.example.com");
        click.put("key", link.id().substring("lnk-".length()));
        click.put("custom_link_title", link.title());
        click.put("trigger", trigger);
        click.put("ip", person.ip());
        click.put("user_agent", person.userAgent());
        if (trigger.equals("qr")) {
            click.put("url", link.url() + "?utm_source=poster&utm_medium=qr");
            return click;
        }
        DemoCampaign campaign = campaignAt(occurredAt);
        String name = campaign.name().toLowerCase(Locale.ROOT).replace(' ', '-');
        String separator = link.url().contains("?") ? "&" : "?";
        click.put("url", link.url() + separator + "utm_source=mail&utm_medium=email&utm_campaign=" + name);
        click.put("campaign_id", campaign.id());
        click.put("source_id", campaign.sourceId());
        click.put("step_id", "step-" + (1 + Math.floorMod(campaign.id().hashCode(), 3)));
        click.put("url_location", Math.floorMod(link.id().hashCode(), 8));
        if (!person.id().isEmpty()) {
            click.put("subscriber_id", person.id());
            click.put("email_address", person.email());
        }
        if (random.nextDouble() < 0.3) {
            click.put("referer", "https://mail.example.com/inbox");
        }
        return click;
    }

    /** Adds a lead or a sale after some clicks. */
    private void followUp(Instant clickedAt, Map<String, Object> click, Person person) {
        if (person.id().isEmpty()) {
            return;
        }
        double chance = random.nextDouble();
        if (chance < SALES) {
            Instant at = clickedAt.plusSeconds(random.nextInt(60, 1_800));
            Map<String, Object> sale = conversion("sale", at, click, person);
            sale.put("event_name", "Purchase");
            sale.put(
                    "sale", Map.of("amount", PRICES_CENTS.get(random.nextInt(PRICES_CENTS.size())), "currency", "usd"));
            send(at, sale);
        } else if (chance < SALES + LEADS) {
            Instant at = clickedAt.plusSeconds(random.nextInt(20, 300));
            Map<String, Object> lead = conversion("lead", at, click, person);
            lead.put("event_name", "Sign up");
            send(at, lead);
        }
    }

    private Map<String, Object> conversion(String type, Instant at, Map<String, Object> click, Person person) {
        Map<String, Object> conversion = event(at);
        conversion.put("event", type);
        for (String field : List.of(
                "link_id",
                "url",
                "domain",
                "key",
                "campaign_id",
                "source_id",
                "step_id",
                "custom_link_title",
                "subscriber_id",
                "email_address",
                "ip",
                "user_agent")) {
            if (click.containsKey(field)) {
                conversion.put(field, click.get(field));
            }
        }
        conversion.put("click_id", click.get("event_id"));
        conversion.put("customer", Map.of("id", "cus-" + person.id(), "email", person.email()));
        return conversion;
    }

    private Map<String, Object> event(Instant occurredAt) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("event_id", String.format(Locale.ROOT, "demo-%016x%08x", random.nextLong(), random.nextInt()));
        event.put("timestamp", occurredAt.toEpochMilli());
        event.put("account_id", account);
        return event;
    }

    private void send(Instant at, Map<String, Object> fields) {
        DemoEvent event = new DemoEvent(at, String.valueOf(fields.get("event_id")), json(fields));
        planned.add(event);
        recent.addLast(event);
        if (recent.size() > REMEMBERED) {
            recent.removeFirst();
        }
        if (random.nextDouble() < REPEATED) {
            DemoEvent again = recent.stream()
                    .skip(random.nextInt(recent.size()))
                    .findFirst()
                    .orElse(event);
            Instant later = again.sentAt().isAfter(at) ? again.sentAt() : at;
            planned.add(
                    new DemoEvent(later.plus(Duration.ofMillis(random.nextInt(50, 5_000))), again.key(), again.json()));
        }
    }

    private static byte[] json(Map<String, Object> fields) {
        try {
            return JSON.writeValueAsBytes(fields);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers are JSON", e);
        }
    }

    private DemoCampaign campaignAt(Instant time) {
        if (Duration.between(campaignsAt, time).compareTo(Duration.ofSeconds(1)) >= 0) {
            campaigns = weigh(time);
            campaignsAt = time;
        }
        return campaigns.draw(random);
    }

    private static WeightedTable<DemoCampaign> weigh(Instant time) {
        List<DemoCampaign> active = DemoCampaign.activeAt(time);
        return new WeightedTable<>(
                active,
                active.stream().mapToDouble(campaign -> campaign.weightAt(time)).toArray());
    }
}
