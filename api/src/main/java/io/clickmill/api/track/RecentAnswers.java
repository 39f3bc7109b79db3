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
 * The recent answers of this process. They tell a duplicate before the log has the first event, which can be read
 * about a second after it is published. Keys are kept as digests, answers up to a number of characters.
 */
public final class RecentAnswers {
    private static final long MAX_CHARS = 32_000_000;
    /** Of an entry, beside its answer. */
    private static final int ENTRY_CHARS = 200;

    private static final int LOCKS = 64;

    private final Cache<String, String> answers;
    private final List<Lock> locks =
            Stream.<Lock>generate(ReentrantLock::new).limit(LOCKS).toList();

    /** Forgets each answer after the time. */
    RecentAnswers(Ticker ticker, Duration time) {
        this.answers = Caffeine.newBuilder()
                .expireAfterWrite(time)
                .ticker(ticker)
                .maximumWeight(MAX_CHARS)
                .weigher((String key, String answer) -> ENTRY_CHARS + answer.length())
                // Whoever adds an answer makes room for it: a pool that is busy would let the memory grow meanwhile.
                .executor(Runnable::run)
                .build();
    }

    /** What was answered, if it is remembered. */
    public Optional<String> get(List<String> key) {
        return Optional.ofNullable(answers.getIfPresent(EventIds.digest(key)));
    }

    /**
     * What was answered, or else what {@code first} answers, which is remembered if it is anything; of several
     * callers at once one asks it. If it fails nothing is remembered.
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
