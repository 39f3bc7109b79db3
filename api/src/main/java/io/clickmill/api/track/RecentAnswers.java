package io.clickmill.api.track;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The recent answers of this process. They show that a request is a duplicate even before the log has the first event,
 * which can be read about a second after it is published. Keys are kept as hashes. If all answers together become too
 * long, some are forgotten.
 */
public final class RecentAnswers {
    private static final long MAX_CHARS = 32_000_000;
    /** What an entry counts in addition to its answer, for the key and the cache's own objects. */
    private static final int ENTRY_CHARS = 200;

    private static final int LOCKS = 64;

    private final Cache<String, String> answers;
    private final List<Lock> locks =
            Stream.<Lock>generate(ReentrantLock::new).limit(LOCKS).toList();

    /** Creates an empty memory that forgets each answer after {@code time}. */
    RecentAnswers(Ticker ticker, Duration time) {
        this.answers = Caffeine.newBuilder()
                .expireAfterWrite(time)
                .ticker(ticker)
                .maximumWeight(MAX_CHARS)
                .weigher((String key, String answer) -> ENTRY_CHARS + answer.length())
                // The thread that adds an answer also evicts others. The memory would grow while it waits for a busy
                // pool.
                .executor(Runnable::run)
                .build();
    }

    /** The answer for this key, if it is remembered. */
    public Optional<String> get(List<String> key) {
        return Optional.ofNullable(answers.getIfPresent(EventIds.digest(key)));
    }

    /**
     * Returns the answer for this key if it is remembered, or else calls {@code first} and remembers its answer.
     * Callers with the same key wait for each other, so that {@code first} is called once. If it returns nothing or
     * throws, nothing is remembered, and the next caller calls its own.
     */
    public Optional<String> once(List<String> key, Supplier<Optional<String>> first) {
        String digest = EventIds.digest(key);
        Lock lock = locks.get(Math.floorMod(digest.hashCode(), LOCKS));
        lock.lock();
        try {
            String before = answers.getIfPresent(digest);
            if (before != null) {
                return Optional.of(before);
            }
            Optional<String> answer = first.get();
            answer.ifPresent(text -> answers.put(digest, text));
            return answer;
        } finally {
            lock.unlock();
        }
    }
}
