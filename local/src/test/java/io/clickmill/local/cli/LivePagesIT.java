package io.clickmill.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.local.cli.ApiClient.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Follows the pages of Constant Contact's clicks while 1,000 events a second arrive. No click is listed twice, and no
 * click is missing that existed when the first page was requested. One in five new events occurred among those that are
 * being listed, and one in a hundred is a retry.
 */
@Tag("timed")
class LivePagesIT {
    @RegisterExtension
    private static final SharedSystem SYSTEM = new SharedSystem();

    private static final int PAGES = 50;
    private static final int PAGE = 100;
    private static final int PRESENT = PAGES * PAGE;
    private static final int RATE = 1_000;
    private static final int BATCHES_A_SECOND = 20;

    /** Share of the rate that must be reached. The sender makes up for a standstill, unless that is at the end. */
    private static final double LEAST_OF_RATE = 0.8;

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration SPREAD = Duration.ofMinutes(10);
    private static final String CLICKS = "/v2/emailmarketing/campaigns/11001/tracking/clicks";

    private final SplittableRandom random = new SplittableRandom(1);
    private final List<String> sent = new ArrayList<>();
    private final long start = System.currentTimeMillis();
    private volatile boolean sending = true;

    @Test
    void pagesRepeatNothingAndMissNothing() throws Exception {
        String key = SYSTEM.newKey("pages", "--rate-limit", "none");
        ApiClient api = new ApiClient(SYSTEM.description().apiUrl(), key);
        while (sent.size() < PRESENT) {
            post(api, PAGE, start);
        }
        Await.until(PATIENCE, () -> counted(api), counted -> counted == PRESENT);
        Set<String> present = new HashSet<>(contacts(0, PRESENT));

        ExecutorService sender = Executors.newSingleThreadExecutor();
        List<String> listed = new ArrayList<>();
        int pages = 0;
        long countedAtTheEnd;
        long begin = System.nanoTime();
        try {
            Future<?> load = sender.submit(() -> send(api));
            Map<String, String> parameters = Map.of("api_key", key, "limit", Integer.toString(PAGE));
            while (!parameters.isEmpty()) {
                Answer answer = api.get(CLICKS, parameters);
                assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
                answer.body()
                        .get("results")
                        .forEach(click -> listed.add(click.get("contact_id").asText()));
                pages++;
                parameters = next(answer.body(), key);
                Thread.sleep(PAUSE.toMillis());
            }
            countedAtTheEnd = counted(api);
            sending = false;
            load.get();
        } finally {
            sending = false;
            sender.shutdownNow();
        }
        double seconds = Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1e3;
        int arrived = sent.size() - PRESENT;
        System.out.printf(
                Locale.ROOT,
                "live pages: %,d pages in %.1f s, %,d clicks listed, %,d there at the start, %,d sent meanwhile%n",
                pages,
                seconds,
                listed.size(),
                PRESENT,
                arrived);
        assertThat(arrived).isGreaterThan((int) (LEAST_OF_RATE * RATE * seconds));
        assertThat(pages).isGreaterThanOrEqualTo(PAGES);
        assertThat(listed).doesNotHaveDuplicates();
        present.removeAll(Set.copyOf(listed));
        assertThat(present).isEmpty();
        // New events are counted while pages are listed. Those that occurred after the last page are on the next ones.
        assertThat(countedAtTheEnd).isGreaterThan(PRESENT + arrived / 2);
        assertThat(listed.size()).isGreaterThan(PRESENT);
    }

    private Void send(ApiClient api) throws InterruptedException {
        long due = System.nanoTime();
        while (sending) {
            post(api, RATE / BATCHES_A_SECOND, System.currentTimeMillis());
            due += Duration.ofSeconds(1).toNanos() / BATCHES_A_SECOND;
            Thread.sleep(Math.max(0, Duration.ofNanos(due - System.nanoTime()).toMillis()));
        }
        return null;
    }

    /** Sends retries and new clicks, a fifth of which are as old as the first ones. */
    private void post(ApiClient api, int size, long now) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            boolean isOld = sent.size() < PRESENT || random.nextInt(5) == 0;
            long occurredAt = isOld ? start - random.nextLong(SPREAD.toMillis()) : now;
            sent.add(event(sent.size(), occurredAt));
            lines.add(sent.get(sent.size() - 1));
            if (random.nextInt(PAGE) == 0) {
                lines.add(sent.get(random.nextInt(sent.size())));
            }
        }
        Answer answer = api.post(String.join("\n", lines));
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
    }

    private static String event(int number, long occurredAt) {
        ObjectNode event = JsonNodeFactory.instance
                .objectNode()
                .put("event_id", "page-" + number)
                // Several clicks share a millisecond.
                .put("timestamp", occurredAt / 10 * 10)
                .put("campaign_id", "11001")
                .put("link_id", Integer.toString(number % 7))
                .put("subscriber_id", contact(number))
                .put("user_agent", SampleEvents.BROWSERS.get(0).userAgent());
        return event.toString();
    }

    private static String contact(int number) {
        return Integer.toString(number);
    }

    private static List<String> contacts(int from, int to) {
        List<String> contacts = new ArrayList<>();
        for (int number = from; number < to; number++) {
            contacts.add(contact(number));
        }
        return contacts;
    }

    private static long counted(ApiClient api) {
        Map<String, String> all = Map.of("from", "2020-01-01", "to", "2100-01-01", "campaign", "11001");
        return api.get("/v1/stats", all).data().path(0).path("clicks").asLong();
    }

    /** The parameters of the next page; empty after the last page. */
    private static Map<String, String> next(JsonNode page, String key) {
        String link = page.at("/meta/pagination/next_link").asText();
        return link.isEmpty()
                ? Map.of()
                : new TreeMap<>(Map.of("api_key", key, "next", link.substring(link.indexOf("?next=") + 6)));
    }
}
