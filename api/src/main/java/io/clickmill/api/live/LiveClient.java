package io.clickmill.api.live;

import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** One open response, as events of {@code text/event-stream}. Only one thread may use it at a time. */
final class LiveClient {
    /** Some proxies close a connection after 30 s without a byte. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    /** Browsers connect again by themselves, and then show their key again, which may have been revoked. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final String accountId;
    private final ServletOutputStream out;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final long endNanos;
    private long change;
    private long sentNanos;

    /**
     * Begins the response.
     *
     * @param change the account's change that the client knows of
     * @throws IOException if the client has gone
     */
    LiveClient(String accountId, ServletOutputStream out, long change, long nowNanos, Instant now) throws IOException {
        this.accountId = accountId;
        this.out = out;
        this.change = change;
        this.endNanos = nowNanos + LONGEST.toNanos();
        send("retry: 1000\n" + event("hello", now), nowNanos);
    }

    String accountId() {
        return accountId;
    }

    /** Completed when the response is. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    /** Sends what the client does not know yet, or a sign of life from time to time, and ends the response in the end. */
    void refresh(long newest, long nowNanos, Instant now) {
        try {
            if (newest != change) {
                change = newest;
                send(event("changed", now), nowNanos);
            } else if (nowNanos - sentNanos >= SILENCE.toNanos()) {
                send(":\n\n", nowNanos);
            }
            if (nowNanos - endNanos >= 0) {
                end();
            }
        } catch (IOException e) {
            end();
        }
    }

    /** Ends the response. */
    void end() {
        ended.complete(null);
    }

    private static String event(String name, Instant now) {
        return "event: " + name + "\ndata: {\"at\":\"" + now + "\"}\n\n";
    }

    private void send(String text, long nowNanos) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
        sentNanos = nowNanos;
    }
}
