package io.clickmill.job.enrich;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.function.Function;

/**
 * Reads user agents with {@link Yauaa} and a bounded cache. Yauaa reads some thousands a second, but clicks repeat the
 * same user agents: with an ordinary access log and an empty cache, 94 % are hits. User agents that differ only in
 * {@link VersionDetails} are one for the cache. If {@link UserAgentShape} says that yauaa would take too long, {@link
 * UserAgentTokens} reads the user agent instead.
 *
 * <p>Parsing times out after two seconds, and the wait for a grammar after as much, so that no user agent can stop the stream. {@link UserAgentTokens} reads such
 * a user agent, and all others while every grammar is busy with such a one. This depends on the clock, so a replay may
 * give another result for such a user agent. Within the limits of {@link UserAgentShape}, parsing takes a twentieth of
 * this time at most, so it should never happen; {@link #timeouts} counts it.
 *
 * <p>A JVM has one instance (strictly: a class loader, of which Flink has one for each job), created at the first call
 * of {@link #shared}. Safe for use by several threads.
 */
public final class UserAgents {
    /** Name of the threads that parse. */
    static final String READER = GrammarPool.READER;

    /** Time limit for the parsing of one user agent, and for the wait for a grammar. */
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    /** The heap for which there may be one grammar. Each takes a tenth of this. */
    private static final long HEAP_BYTES_PER_GRAMMAR = 1L << 30;

    /** The maximum number of user agents in the cache. At about 150 characters each they take about 15 MB. */
    private static final int CACHED = 50_000;

    /** The maximum number of characters that are read and cached; ordinary user agents are shorter. */
    private static final int MAX_CHARS = 768;

    private final GrammarPool grammars;
    private final Cache<String, UserAgentFacts> cache;

    /** @param grammar parses what {@link UserAgentShape} permits; called by one thread at a time */
    UserAgents(Function<String, UserAgentFacts> grammar, Duration deadline) {
        this(new GrammarPool(grammar, () -> grammar, 1, deadline));
    }

    private UserAgents(GrammarPool grammars) {
        this.grammars = grammars;
        // The caller's own thread maintains the cache: a task must not leave work in a pool that outlives it.
        this.cache = Caffeine.newBuilder()
                .maximumSize(CACHED)
                .executor(Runnable::run)
                .build();
    }

    private static UserAgents withYauaa() {
        Yauaa first = Yauaa.load();
        Runtime runtime = Runtime.getRuntime();
        long most = Math.min(runtime.availableProcessors(), runtime.maxMemory() / HEAP_BYTES_PER_GRAMMAR);
        return new UserAgents(new GrammarPool(first::facts, () -> first.another()::facts, (int) most, DEADLINE));
    }

    /** The instance of this JVM; the first call takes some seconds. */
    public static UserAgents shared() {
        return Holder.SHARED;
    }

    /** The facts of this user agent; {@link UserAgentFacts#UNKNOWN} if it is {@linkplain #isAbsent absent}. */
    UserAgentFacts facts(String userAgent) {
        if (isAbsent(userAgent)) {
            return UserAgentFacts.UNKNOWN;
        }
        String beginning = userAgent.length() > MAX_CHARS ? userAgent.substring(0, MAX_CHARS) : userAgent;
        String key = VersionDetails.replacedIn(beginning);
        UserAgentFacts cached = cache.getIfPresent(key);
        if (cached != null) {
            return cached;
        }
        UserAgentFacts read = UserAgentShape.suitsGrammar(key) ? grammars.read(key) : UserAgentTokens.facts(key);
        if (read == null) {
            return UserAgentTokens.facts(key);
        }
        cache.put(key, read);
        return read;
    }

    /** Number of parsings that timed out. */
    public long timeouts() {
        return grammars.timeouts();
    }

    /** Whether the user agent is absent: empty, white space, or the {@code -} that access logs write. */
    static boolean isAbsent(String userAgent) {
        return userAgent.isBlank() || userAgent.equals("-");
    }

    /** Creates the instance at the first call, once, and needs no lock afterwards. */
    private static final class Holder {
        private static final UserAgents SHARED = withYauaa();
    }
}
