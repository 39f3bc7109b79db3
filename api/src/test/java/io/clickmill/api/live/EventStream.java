package io.clickmill.api.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** An open stream of {@code /v1/live}, as a client reads it. */
final class EventStream implements AutoCloseable {
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final CompletableFuture<Void> ended;
    private final HttpResponse<Stream<String>> response;

    private EventStream(HttpResponse<Stream<String>> response) {
        this.response = response;
        this.ended = CompletableFuture.runAsync(
                () -> response.body().filter(line -> line.startsWith("event: ")).forEach(line -> {
                    events.add(line.substring(7));
                    count.incrementAndGet();
                }),
                task -> {
                    Thread thread = new Thread(task, "event-stream");
                    thread.setDaemon(true);
                    thread.start();
                });
    }

    /** Opens a stream, and requires that it greets. */
    static EventStream open(HttpClient client, String url, String key) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + key)
                .build();
        HttpResponse<Stream<String>> response = client.send(request, BodyHandlers.ofLines());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
        EventStream stream = new EventStream(response);
        assertThat(stream.next(5_000)).isEqualTo("hello");
        return stream;
    }

    /** The name of the next event, or null if none comes within the time. */
    String next(long millis) throws InterruptedException {
        return events.poll(millis, TimeUnit.MILLISECONDS);
    }

    /** The number of events so far. */
    int count() {
        return count.get();
    }

    /** Completed when the server has ended the stream. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    @Override
    public void close() {
        response.body().close();
    }
}
