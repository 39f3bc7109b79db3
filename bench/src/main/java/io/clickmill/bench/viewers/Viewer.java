package io.clickmill.bench.viewers;

import io.clickmill.local.run.CommandFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Somebody who looks at the overview of an account. Like the page ({@code due.js}), it hears of new clicks, asks for totals
 * and the series each time, or less often if that takes long, and for the panels every eight seconds.
 */
final class Viewer {
    private static final long PANELS_PAUSE_MILLIS = 5_000;

    /** A question that takes long is asked again after this many times its duration. */
    private static final long REST = 10;

    private static final long PERIOD_MILLIS = 500;
    private static final Pattern MILLIS = Pattern.compile("\"millis\":([0-9]+)");
    private static final int OK = 200;

    private static final String CHEAP = """
            {"id":"totals","metrics":"clicks,uniques,leads,sales,sale_amount"},
            {"id":"before","metrics":"clicks,uniques,leads,sales,sale_amount","shift":"-P1D"},
            {"id":"series","interval":"hour","fill":"zero","metrics":"clicks"}""";

    private static final String PANELS = """
            ,{"id":"what","group_by":"campaign","limit":9},
            {"id":"where","group_by":"country","limit":9},
            {"id":"device","group_by":"device","limit":9},
            {"id":"from","group_by":"referer","limit":9},
            {"id":"place","group_by":"placement_step","limit":9}""";

    private final HttpClient client;
    private final String url;
    private final String key;
    private final String range;
    private final List<Long> millis = new ArrayList<>();
    private long dueAt;
    private long panelsDueAt;

    /**
     * @param url of the API
     * @param range the members of a batch that say which time it is about
     */
    Viewer(HttpClient client, String url, String key, String range) {
        this.client = client;
        this.url = url;
        this.key = key;
        this.range = range;
    }

    /**
     * Looks until a time, in nanoseconds, and returns how many milliseconds each answer took.
     *
     * @throws CommandFailure if an answer is an error
     */
    List<Long> lookUntil(long endNanos) throws IOException, InterruptedException {
        HttpRequest live = request("/v1/live").build();
        try (Stream<String> lines =
                require(client.send(live, BodyHandlers.ofLines())).body()) {
            Iterator<String> line = lines.iterator();
            while (System.nanoTime() < endNanos && line.hasNext()) {
                if (line.next().startsWith("event:")) {
                    ask();
                }
            }
        }
        return millis;
    }

    private void ask() throws IOException, InterruptedException {
        long now = System.currentTimeMillis();
        boolean withPanels = now >= panelsDueAt;
        if (now < dueAt && !withPanels) {
            return;
        }
        long begin = System.nanoTime();
        String body = "{" + range + ",\"queries\":[" + CHEAP + (withPanels ? PANELS : "") + "]}";
        HttpRequest request = request("/v1/stats/batch")
                .header("Cache-Control", "max-age=1")
                .POST(BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = require(client.send(request, BodyHandlers.ofString()));
        if (answer.body().contains("\"problem\"")) {
            throw new CommandFailure("a question has no answer: " + answer.body());
        }
        millis.add(Duration.ofNanos(System.nanoTime() - begin).toMillis());
        long slowest = MILLIS.matcher(answer.body())
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .max()
                .orElse(0);
        long at = System.currentTimeMillis();
        dueAt = afterRest(at, REST * slowest);
        if (withPanels) {
            panelsDueAt = afterRest(at, Math.max(PANELS_PAUSE_MILLIS, REST * slowest));
        }
    }

    /** The end of a pause. Viewers end it at the same time. */
    private static long afterRest(long at, long pause) {
        if (pause <= PERIOD_MILLIS) {
            return at + pause;
        }
        long period = PERIOD_MILLIS;
        while (period < pause) {
            period *= 2;
        }
        return (at / period + 1) * period;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).header("Authorization", "Bearer " + key);
    }

    private static <T> HttpResponse<T> require(HttpResponse<T> answer) {
        if (answer.statusCode() != OK) {
            throw new CommandFailure(
                    answer.request().uri().getPath() + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer;
    }
}
