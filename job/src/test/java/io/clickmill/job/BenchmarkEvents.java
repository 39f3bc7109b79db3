package io.clickmill.job;

import io.clickmill.contract.event.ClickParser;
import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.EventRules;
import io.clickmill.job.enrich.Enricher;
import io.clickmill.job.enrich.GeoLookup;
import io.clickmill.job.enrich.UserAgents;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The events that the benchmarks of single functions work on: clicks of a minute of one account, of which few campaigns,
 * links and user agents have most.
 */
public final class BenchmarkEvents {
    /** The number of events in a minute. */
    public static final int SIZE = 20_000;

    private static final long MINUTE_START =
            Instant.parse("2026-11-30T12:00:00Z").toEpochMilli();

    private static final List<String> USER_AGENTS = List.of(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4"
                    + " Mobile/15E148 Safari/604.1",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0"
                    + " Safari/537.36",
            "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Mobile"
                    + " Safari/537.36",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:125.0) Gecko/20100101 Firefox/125.0");

    private BenchmarkEvents() {}

    /** Records of topic {@code clicks}, the same ones in every run. */
    public static List<byte[]> records() {
        Random random = new Random(20_261_130);
        return IntStream.range(0, SIZE)
                .mapToObj(i -> json(i, random).getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    /** The events of {@link #records}, after enrichment. */
    public static List<Event> enriched() {
        ClickParser parser = new ClickParser(EventRules.DEFAULTS);
        Enricher enricher = new Enricher(GeoLookup.shared(null), UserAgents.shared(), new byte[] {1});
        return records().stream()
                .map(json -> enricher.enrich(Objects.requireNonNull(parse(parser, json))))
                .toList();
    }

    /** The event of a record, which is never refused. */
    public static Event parse(ClickParser parser, byte[] json) {
        return Objects.requireNonNull(
                parser.parse("clicks", 0, 0, MINUTE_START + 60_000, null, json).event());
    }

    private static String json(int number, Random random) {
        int campaign = skewed(1_000, random);
        int link = campaign * 10 + skewed(10, random);
        int subscriber = random.nextInt(1_000_000);
        Random of = new Random(subscriber);
        return "{\"event_id\":\"01J0%020d\",\"timestamp\":\"%s\",\"account_id\":\"acme\",\"campaign_id\":\"campaign-%d\","
                        .formatted(number, Instant.ofEpochMilli(MINUTE_START + random.nextInt(60_000)), campaign)
                + "\"link_id\":\"link-%d\",\"url\":\"https://shop.example.com/products/%d?utm_source=newsletter\","
                        .formatted(link, link)
                + "\"subscriber_id\":\"sub-%d\",\"ip\":\"%d.%d.%d.%d\",\"user_agent\":\"%s\"}"
                        .formatted(
                                subscriber,
                                80 + of.nextInt(16),
                                of.nextInt(16),
                                of.nextInt(16),
                                1 + of.nextInt(250),
                                USER_AGENTS.get(skewed(USER_AGENTS.size(), of)));
    }

    /** A number below the limit; small ones come more often. */
    private static int skewed(int limit, Random random) {
        return (int) (limit * Math.pow(random.nextDouble(), 3));
    }
}
