package io.clickmill.local.exact;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.api.TestEvent;
import io.clickmill.api.query.Field;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * A random event as JSON, and the values that the referee must count. The values are known from what is sent, and are
 * never computed by the job's code: the addresses are private, and the user agents are a few known ones.
 */
final class EventMaker {
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Client(
            String userAgent, String device, String browser, String browserVersion, String os, boolean bot) {}

    private static final List<Client> CLIENTS = List.of(
            new Client(
                    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:121.0) Gecko/20100101 Firefox/121.0",
                    "Desktop",
                    "Firefox",
                    "Firefox 121",
                    "Windows",
                    false),
            new Client(
                    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
                            + " Version/17.2 Mobile/15E148 Safari/604.1",
                    "Mobile",
                    "Safari",
                    "Safari 17",
                    "iOS",
                    false),
            new Client(
                    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0"
                            + " Safari/537.36",
                    "Desktop",
                    "Chrome",
                    "Chrome 119",
                    "Linux",
                    false),
            new Client("", "", "", "", "", false),
            new Client("curl/8.4.0", "Other", "Curl", "Curl 8", "", true),
            new Client(
                    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
                    "Other",
                    "Googlebot",
                    "Googlebot 2",
                    "",
                    true));

    private record Target(String url, Map<String, String> params) {}

    private static final List<Target> TARGETS = List.of(
            new Target("https://x.test/a", Map.of()),
            new Target(
                    "https://x.test/b?p=1&utm_source=news&utm_medium=mail#end",
                    Map.of("p", "1", "utm_source", "news", "utm_medium", "mail")),
            new Target("https://x.test/c?q={{name}}", Map.of("q", "{{name}}")),
            new Target("", Map.of()),
            new Target("not a url: ü", Map.of()));

    private record Place(String country, String region, String city, String continent) {}

    private static final List<Place> PLACES = List.of(
            new Place("GB", "GB-ENG", "London", "EU"),
            new Place("US", "US-NY", "New York", "NA"),
            new Place("DE", "DE-BE", "Berlin", "EU"),
            new Place("", "", "", ""),
            new Place("JP", "", "", ""));

    private record Referer(String url, String host) {}

    private static final List<Referer> REFERERS = List.of(
            new Referer("", ""),
            new Referer("https://News.Example.com:8080/a?b", "news.example.com"),
            new Referer("https://mail.example.org/inbox", "mail.example.org"),
            new Referer("-", ""));

    private static final List<Field> UTM =
            List.of(Field.UTM_SOURCE, Field.UTM_MEDIUM, Field.UTM_CAMPAIGN, Field.UTM_TERM, Field.UTM_CONTENT);

    private final Map<String, Object> json = new LinkedHashMap<>();
    private final Map<Field, String> values = new EnumMap<>(Field.class);
    private final String id;
    private boolean broken;
    private final boolean isoTime;
    private boolean bot;
    private Map<String, String> params = Map.of();
    private List<String> tags = List.of();
    private long saleAmount;

    /**
     * Makes a random event.
     *
     * @param key the generator that decides account, campaign, link and source
     */
    EventMaker(Random random, Random key, String id) {
        this.id = id;
        this.broken = random.nextInt(50) == 0;
        this.isoTime = random.nextBoolean();
        json.put("event_id", id);
        json.put("account_id", key.nextInt(10) == 0 ? "other" : "acme");
        put("campaign_id", Field.CAMPAIGN, key.nextInt(8) == 0 ? "" : "c" + skewed(key, 4));
        put("link_id", Field.LINK, key.nextInt(8) == 0 ? "" : "l" + skewed(key, 6));
        put("source_id", Field.SOURCE, key.nextInt(2) == 0 ? "" : "s" + skewed(key, 3));
        values.computeIfAbsent(Field.SOURCE, absent -> values.getOrDefault(Field.CAMPAIGN, ""));
        fillClient(random);
        fillTarget(random);
        fillPlace(PLACES.get(skewed(random, PLACES.size())));
        fillKind(random);
        fillReferer(REFERERS.get(skewed(random, REFERERS.size())));
    }

    private void fillClient(Random random) {
        Client client = CLIENTS.get(random.nextInt(8) == 0 ? 4 + random.nextInt(2) : skewed(random, 4));
        String ip = random.nextInt(6) == 0 ? "" : "10.0.0." + skewed(random, 40);
        String subscriber = random.nextBoolean() ? "" : "u" + skewed(random, 300);
        fillClient(client);
        put("ip", Field.IP, ip);
        put("subscriber_id", Field.SUBSCRIBER_ID, subscriber);
        // The sender says that the client sent no user agent. Other senders leave the field out.
        boolean silent = client.userAgent().isEmpty() && !ip.isEmpty() && subscriber.isEmpty();
        if (silent) {
            put("user_agent", Field.USER_AGENT, "-");
        }
        bot = client.bot() || silent;
    }

    private void fillClient(Client client) {
        put("user_agent", Field.USER_AGENT, client.userAgent());
        values.put(Field.DEVICE, client.device());
        values.put(Field.BROWSER, client.browser());
        values.put(Field.BROWSER_VERSION, client.browserVersion());
        values.put(Field.OS, client.os());
    }

    private void fillTarget(Random random) {
        Target target = TARGETS.get(skewed(random, TARGETS.size()));
        put("url", Field.URL, target.url());
        boolean given = random.nextInt(5) == 0;
        params = given ? Map.of("p", "v" + skewed(random, 3), "utm_term", "t" + skewed(random, 2)) : target.params();
        if (given) {
            json.put("params", params);
        }
        fillUtm();
        // The titles are longer than the rollups keep, and some differ only in the part that is cut off.
        String title = "ü".repeat(250 + skewed(random, 10)) + skewed(random, 3);
        put("custom_link_title", Field.CUSTOM_LINK_TITLE, random.nextInt(3) > 0 ? "" : title);
        put("step_id", Field.STEP, random.nextBoolean() ? "" : "step" + skewed(random, 2));
        if (random.nextInt(4) > 0) {
            int location = skewed(random, 4);
            json.put("url_location", location);
            values.put(Field.URL_LOCATION, Integer.toString(location));
        }
        if (random.nextBoolean()) {
            tags = List.of("t" + skewed(random, 3), "t" + skewed(random, 3));
            json.put("tag_ids", tags);
        }
        put("profile_id", Field.PROFILE_ID, random.nextBoolean() ? "" : "p" + skewed(random, 3));
    }

    private void fillUtm() {
        UTM.forEach(field -> values.put(field, params.getOrDefault(field.word(), "")));
    }

    private void fillPlace(Place place) {
        put("country", Field.COUNTRY, place.country());
        put("region", Field.REGION, place.region());
        put("city", Field.CITY, place.city());
        put("continent", Field.CONTINENT, place.continent());
        if (place.country().equals("JP")) {
            // Only the country is sent; the continent is derived from it.
            values.put(Field.CONTINENT, "AS");
        }
    }

    private void fillReferer(Referer referer) {
        put("referer", Field.REFERER_URL, referer.url());
        values.put(Field.REFERER, referer.host());
    }

    private void fillKind(Random random) {
        String event = random.nextInt(8) > 0 ? "click" : random.nextBoolean() ? "lead" : "sale";
        values.put(Field.EVENT, event);
        if (!event.equals("click") || random.nextBoolean()) {
            json.put("event", event);
        }
        if (event.equals("sale")) {
            saleAmount = random.nextInt(10_000);
            json.put("sale", Map.of("amount", saleAmount, "currency", "usd"));
        }
        String trigger = List.of("link", "qr", "pageview").get(skewed(random, 3));
        put("trigger", Field.TRIGGER, trigger);
    }

    /**
     * Makes this a valid event of a human in account {@code acme}, with a value of the field that no other event has.
     */
    void makeOwn(Field field) {
        broken = false;
        bot = false;
        json.put("account_id", "acme");
        fillClient(CLIENTS.get(0));
        switch (field) {
            case URL -> {
                put("url", Field.URL, "https://x.test/own/" + id);
                params = Map.of();
                json.put("params", params);
                fillUtm();
            }
            case REFERER -> fillReferer(new Referer("https://h" + id + ".example.com/", "h" + id + ".example.com"));
            case UTM_TERM -> {
                params = Map.of("utm_term", id);
                json.put("params", params);
                fillUtm();
            }
            case CITY -> {
                fillPlace(new Place("FR", "", id, "EU"));
                // Each event has another visitor, so that there are more than are counted exactly.
                put("subscriber_id", Field.SUBSCRIBER_ID, id);
                bot = false;
                put("user_agent", Field.USER_AGENT, "");
                List.of(Field.DEVICE, Field.BROWSER, Field.BROWSER_VERSION, Field.OS)
                        .forEach(values::remove);
            }
            default -> throw new IllegalArgumentException(field + " (expected: url, referer, utm_term or city)");
        }
    }

    private void put(String name, Field field, String value) {
        if (value.isEmpty()) {
            json.remove(name);
            values.remove(field);
        } else {
            json.put(name, value);
            values.put(field, value);
        }
    }

    /** Whether the JSON is an invalid event, whatever its arrival time. */
    boolean isBroken() {
        return broken;
    }

    /** The record's value. */
    byte[] json(long occurredAt) {
        if (broken) {
            return ("{\"event_id\":\"" + id + "\",\"account_id\":\"acme\",\"timestamp\":\"yesterday\"}")
                    .getBytes(StandardCharsets.UTF_8);
        }
        Instant instant = Instant.ofEpochMilli(occurredAt);
        json.put("timestamp", isoTime ? instant.atOffset(ZoneOffset.ofHours(2)).toString() : occurredAt);
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The event that the referee must count. */
    TestEvent event(long occurredAt) {
        String account = (String) json.get("account_id");
        return new TestEvent(
                account,
                id,
                occurredAt,
                false,
                bot,
                values.getOrDefault(Field.EVENT, ""),
                visitor(account),
                saleAmount,
                Map.copyOf(values),
                params,
                tags);
    }

    /** A number that is the same for the same person. */
    private long visitor(String account) {
        String subscriber = values.getOrDefault(Field.SUBSCRIBER_ID, "");
        String person = subscriber.isEmpty()
                ? "client\n" + values.getOrDefault(Field.IP, "") + "\n"
                        + values.getOrDefault(Field.USER_AGENT, "").replaceFirst("^-$", "")
                : "subscriber\n" + subscriber;
        return UUID.nameUUIDFromBytes((account + "\n" + person).getBytes(StandardCharsets.UTF_8))
                .getMostSignificantBits();
    }

    /** A random number below the bound; small numbers are more frequent. */
    private static int skewed(Random random, int bound) {
        return (int) (bound * Math.pow(random.nextDouble(), 2));
    }
}
