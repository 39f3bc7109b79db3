package io.clickmill.local.cli;

import io.clickmill.local.cli.SampleEvent.Browser;
import io.clickmill.local.cli.SampleEvent.Place;
import io.clickmill.local.cli.SampleEvent.Referer;
import io.clickmill.local.cli.SampleEvent.Target;
import io.clickmill.local.cli.SampleEvent.Utm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes events of every kind. Except for the times, they are the same in every run. */
final class SampleEvents {
    static final String CAMPAIGN = "spring";
    static final String LINK = "shoes";
    static final String SOURCE = "mailing-1";

    /** A URL so long that the 512 bytes of a dimension end within a character. */
    private static final String LONG_URL = "https://shop.example/" + "\u00e4".repeat(300);

    private static final List<String> CAMPAIGNS =
            List.of(CAMPAIGN, CAMPAIGN, CAMPAIGN, "Autumn sale \u00e9t\u00e9", "");
    private static final List<String> LINKS = List.of(LINK, LINK, LINK, "hats", "");
    private static final List<String> SOURCES = List.of(SOURCE, SOURCE, SOURCE, "mailing-2", "");
    private static final List<String> STEPS = List.of("welcome", "reminder", "");
    private static final List<String> LOCATIONS = List.of("0", "1", "2147483647", "");
    private static final List<String> TITLES = List.of(
            "Buy now", "Buy now ", "\ud83d\udc5f f\u00fcr alle", "\u2603".repeat(171), "\u2603".repeat(300), "");
    private static final List<String> TRIGGERS = List.of("link", "link", "qr", "pageview");
    private static final List<List<String>> TAGS =
            List.of(List.of(), List.of("a"), List.of("b", "a"), List.of("c", "c", ""));

    private static final List<Target> TARGETS = List.of(
            new Target(
                    "https://shop.example/a?utm_source=mail&utm_medium=email&utm_campaign=s%C3%BC%C3%9F"
                            + "&utm_term=red+shoes&utm_content=top%20banner&q&q=2",
                    null,
                    Map.of(
                            "utm_source",
                            "mail",
                            "utm_medium",
                            "email",
                            "utm_campaign",
                            "s\u00fc\u00df",
                            "utm_term",
                            "red shoes",
                            "utm_content",
                            "top banner",
                            "q",
                            ""),
                    new Utm("mail", "email", "s\u00fc\u00df", "red shoes", "top banner")),
            new Target(
                    "https://shop.example/b?lang=de&x=%zz#utm_source=no",
                    null, Map.of("lang", "de", "x", "%zz"), Utm.NONE),
            new Target(
                    "https://shop.example/c?utm_source=of-the-url",
                    Map.of("utm_source", "given", "utm_term", "\u20ac", "size", "42"),
                    Map.of("utm_source", "given", "utm_term", "\u20ac", "size", "42"),
                    new Utm("given", "", "", "\u20ac", "")),
            new Target("{{landing_page}}", null, Map.of(), Utm.NONE),
            new Target(LONG_URL + "?n=1", null, Map.of("n", "1"), Utm.NONE),
            new Target(LONG_URL + "?n=2", null, Map.of("n", "2"), Utm.NONE),
            new Target("", null, Map.of(), Utm.NONE));

    private static final List<Place> PLACES = List.of(
            new Place("81.2.69.142", true, "DE", "DE-BE", "Berlin", "EU"),
            new Place("", true, "FR", "FR-IDF", "Paris", "EU"),
            new Place("8.8.8.8", true, "BR", "", "S\u00e3o Paulo", "SA"),
            new Place("8.8.8.8", false, "US", "", "", "NA"),
            new Place("128.232.0.1", false, "GB", "GB-ENG", "Cambridge", "EU"),
            new Place("10.1.2.3", false, "", "", "", ""),
            new Place("", false, "", "", "", ""));

    static final List<Browser> BROWSERS = List.of(
            new Browser(
                    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
                            + " Chrome/120.0.0.0 Safari/537.36",
                    "Desktop",
                    "Chrome",
                    "Chrome 120",
                    "Windows",
                    false),
            new Browser(
                    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0"
                            + " Safari/537.36",
                    "Desktop",
                    "Chrome",
                    "Chrome 119",
                    "Linux",
                    false),
            new Browser(
                    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:121.0) Gecko/20100101 Firefox/121.0",
                    "Desktop",
                    "Firefox",
                    "Firefox 121",
                    "Windows",
                    false),
            new Browser(
                    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
                            + " Version/17.2 Mobile/15E148 Safari/604.1",
                    "Mobile",
                    "Safari",
                    "Safari 17",
                    "iOS",
                    false),
            new Browser(
                    "Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
                            + " Version/16.6 Mobile/15E148 Safari/604.1",
                    "Tablet",
                    "Safari",
                    "Safari 16",
                    "iOS",
                    false),
            new Browser(
                    "Mozilla/5.0 (PlayStation; PlayStation 5/2.26) AppleWebKit/605.1.15 (KHTML, like Gecko)"
                            + " Version/13.0 Safari/605.1.15",
                    "Console",
                    "Safari",
                    "Safari 13",
                    "PS5 OS",
                    false),
            new Browser("", "", "", "", "", false),
            new Browser("-", "", "", "", "", true),
            new Browser("curl/8.4.0", "Other", "Curl", "Curl 8", "", true));

    private static final List<Referer> REFERERS = List.of(
            new Referer("https://News.Example.com:8080/a?b", "news.example.com"),
            new Referer("https://news.example.com/", "news.example.com"),
            new Referer("https://www.news.example.com/c", "www.news.example.com"),
            new Referer("android-app://com.google.android.gm/", "com.google.android.gm"),
            new Referer("-", ""),
            new Referer("", ""));

    private final Random random = new Random(20_260_301);
    private int made;

    /** {@code count} events at random times in {@code [from, to)}. */
    List<SampleEvent> between(Instant from, Instant to, int count) {
        long millis = to.toEpochMilli() - from.toEpochMilli();
        List<SampleEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(at(from.plusMillis(Math.floorMod(random.nextLong(), millis))));
        }
        return events;
    }

    /** The next event, with that time. */
    SampleEvent at(Instant timestamp) {
        int number = made++;
        String kind = number % 17 == 5 ? "lead" : number % 19 == 7 ? "sale" : "click";
        return new SampleEvent(
                "e" + number,
                timestamp,
                kind,
                one(CAMPAIGNS),
                one(LINKS),
                one(SOURCES),
                one(STEPS),
                one(LOCATIONS),
                one(TARGETS),
                one(TITLES),
                one(PLACES),
                one(BROWSERS),
                one(REFERERS),
                one(TRIGGERS),
                random.nextInt(3) == 0 ? "" : "s-" + random.nextInt(60),
                one(TAGS),
                others(number, kind),
                kind.equals("sale") ? 99 + random.nextInt(10_000) : 0);
    }

    private Map<String, String> others(int number, String kind) {
        Map<String, String> others = new LinkedHashMap<>();
        for (String field : List.of(
                "domain",
                "key",
                "external_id",
                "tenant_id",
                "folder_id",
                "group_id",
                "partner_id",
                "profile_id",
                "email_address")) {
            others.put(field, one(List.of("", field + "-1", field + "-2")));
        }
        if (!kind.equals("click")) {
            others.put("event_name", one(List.of("", "Signed up", "Renewed")));
            others.put("click_id", "e" + (number - 1));
        }
        return others;
    }

    private <T> T one(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
