package io.clickmill.api.stats;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.clickmill.api.query.BusyException;
import io.clickmill.api.query.BusyException.Owner;
import io.clickmill.api.query.LogChanges;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Answers to batches for all who ask the same: a hundred people who look at a page of one account cost little more than
 * one. Whoever asks first is answered as always. Who asks the same within a second gets the same bytes, or waits for them.
 *
 * <p>An answer is not shared any more once the account has changed. So who was told of a change, and asks because of it,
 * gets an answer that knows the change. If the answer from before the change is still being made, one of those who ask
 * because of the change waits for its end and is then answered; the others get what that one gets. So equal questions are
 * never answered side by side, however slow they are.
 *
 * <p>Clients say with {@code Cache-Control: max-age=1} that an answer may be a second old (RFC 9111, section 5.2.1.1).
 */
final class SharedBatches {
    private static final Duration AGE = Duration.ofSeconds(1);

    /** Longer than any answer takes. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(2);

    /** Maximum length of an answer that is shared. Pages are answered in some ten kilobytes. */
    private static final int MAX_SHARED_BYTES = 256 * 1024;

    private static final int MAX_BYTES = 64 * 1024 * 1024;

    private static final Pattern ACCEPTED = Pattern.compile("\\bmax-age=\"?0*[1-9]");

    private final LogChanges changes;
    private final Cache<Key, Turns> turns = Caffeine.newBuilder()
            .expireAfterAccess(FORGOTTEN_AFTER)
            .maximumWeight(MAX_BYTES)
            .weigher((Key key, Turns value) -> key.body.length() + 2 * MAX_SHARED_BYTES)
            .build();

    private record Key(String accountId, String body) {}

    SharedBatches(LogChanges changes) {
        this.changes = changes;
    }

    /** Whether a client takes an answer that is up to a second old. */
    static boolean accepts(Context context) {
        String cacheControl = context.header("Cache-Control");
        return cacheControl != null && ACCEPTED.matcher(cacheControl).find();
    }

    /**
     * Answers a request.
     *
     * @param body what is asked
     * @param answer answers it, and keeps what it has sent in the stream
     */
    void answer(Context context, String accountId, String body, Consumer<ByteArrayOutputStream> answer) {
        Turns ofAll = turns.get(new Key(accountId, body), key -> new Turns());
        Turn own = new Turn(changes.change(accountId));
        Turn shared = ofAll.share(own);
        if (shared != own) {
            context.future(() -> shared.bytes.thenAccept(
                    bytes -> context.contentType(BatchLines.CONTENT_TYPE).result(bytes)));
            return;
        }
        ofAll.begin(own, () -> changes.change(accountId));
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        try {
            answer.accept(kept);
        } catch (RuntimeException | Error e) {
            // Those who wait must not wait for ever, whatever has happened.
            own.bytes.completeExceptionally(e);
            throw e;
        }
        if (kept.size() > MAX_SHARED_BYTES) {
            own.bytes.completeExceptionally(new BusyException(
                    Owner.ACCOUNT, "somebody asks the same, and the answer is too large for two; ask again"));
            return;
        }
        own.bytes.complete(kept.toByteArray());
    }

    /** An answer that is made, or will be. */
    private static final class Turn {
        private final CompletableFuture<byte[]> bytes = new CompletableFuture<>();
        /** The account's change that the answer knows. */
        private long change;

        private long begunNanos = System.nanoTime();
        /** The turn that has to end first; null if none has to. */
        private @Nullable Turn before;

        Turn(long change) {
            this.change = change;
        }

        boolean isYoung() {
            return System.nanoTime() - begunNanos < AGE.toNanos();
        }
    }

    /** The answers to one question: the last that was begun, and the one after it. */
    private static final class Turns {
        private @Nullable Turn running;
        private @Nullable Turn next;

        /** The turn whose answer will do for somebody; their own turn if they have to make it. */
        synchronized Turn share(Turn own) {
            Turn last = running;
            if (last != null && last.change == own.change) {
                boolean isReady = last.bytes.isDone();
                if (!isReady || !last.bytes.isCompletedExceptionally() && last.isYoung()) {
                    return last;
                }
            }
            if (next != null) {
                return next;
            }
            if (last == null || last.bytes.isDone()) {
                running = own;
            } else {
                own.before = last;
                next = own;
            }
            return own;
        }

        /** Waits until no other answer is made. Only one thread waits here at a time. */
        void begin(Turn own, LongSupplier change) {
            if (own.before == null) {
                return;
            }
            own.before.bytes.handle((bytes, failure) -> true).join();
            synchronized (this) {
                own.before = null;
                own.change = change.getAsLong();
                own.begunNanos = System.nanoTime();
                running = own;
                next = null;
            }
        }
    }
}
