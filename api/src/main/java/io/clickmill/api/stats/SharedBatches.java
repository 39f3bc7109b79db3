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
import java.util.regex.Pattern;

/**
 * Answers to batches for all who ask the same: a hundred people who look at a page of one account cost little more than
 * one. Whoever asks first is answered as always. Who asks the same within a second gets the same bytes, or waits for them.
 *
 * <p>An answer is not shared any more once the account has changed. So who was told of a change, and asks because of it,
 * gets an answer that knows the change.
 *
 * <p>Clients say with {@code Cache-Control: max-age=1} that an answer may be a second old (RFC 9111, section 5.2.1.1).
 */
final class SharedBatches {
    private static final Duration AGE = Duration.ofSeconds(1);

    /** Maximum length of an answer that is shared. Pages are answered in some ten kilobytes. */
    private static final int MAX_SHARED_BYTES = 256 * 1024;

    private static final int MAX_BYTES = 32 * 1024 * 1024;

    private static final Pattern ACCEPTED = Pattern.compile("\\bmax-age=\"?0*[1-9]");

    private final LogChanges changes;
    private final Cache<Key, CompletableFuture<byte[]>> answers = Caffeine.newBuilder()
            .expireAfterWrite(AGE)
            .maximumWeight(MAX_BYTES)
            .weigher((Key key, CompletableFuture<byte[]> answer) -> key.body.length() + MAX_SHARED_BYTES)
            .build();

    private record Key(String accountId, long change, String body) {}

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
        Key key = new Key(accountId, changes.change(accountId), body);
        CompletableFuture<byte[]> own = new CompletableFuture<>();
        CompletableFuture<byte[]> others = answers.asMap().putIfAbsent(key, own);
        if (others != null) {
            context.future(() -> others.thenAccept(
                    bytes -> context.contentType(BatchLines.CONTENT_TYPE).result(bytes)));
            return;
        }
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        try {
            answer.accept(kept);
        } catch (RuntimeException e) {
            answers.invalidate(key);
            own.completeExceptionally(e);
            throw e;
        }
        if (kept.size() > MAX_SHARED_BYTES) {
            answers.invalidate(key);
            own.completeExceptionally(new BusyException(
                    Owner.ACCOUNT, "somebody asks the same, and the answer is too large for two; ask again"));
            return;
        }
        own.complete(kept.toByteArray());
    }
}
