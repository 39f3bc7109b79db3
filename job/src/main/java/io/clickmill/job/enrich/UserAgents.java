package io.clickmill.job.enrich;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.clickmill.contract.event.Event.Client;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import nl.basjes.parse.useragent.UserAgent;
import nl.basjes.parse.useragent.UserAgent.ImmutableUserAgent;
import nl.basjes.parse.useragent.UserAgentAnalyzer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads user agents with yauaa and a bounded cache. yauaa reads some thousands a second, one at a time, but clicks
 * repeat the same user agents: with an ordinary access log and an empty cache, 94 % are hits. If {@link UserAgentShape}
 * says that yauaa would take too long, {@link UserAgentTokens} reads the user agent instead.
 *
 * <p>Parsing times out after two seconds, so that no user agent can stop the stream. Until the timed-out parsing has
 * ended, {@link UserAgentTokens} reads the others too. This depends on the clock, so a replay may give another result
 * for such a user agent. Within the limits of {@link UserAgentShape}, parsing takes a twentieth of this time at most,
 * so it should never happen; {@link #timeouts} counts it.
 *
 * <p>yauaa takes 3 s to start and over 100 MB of heap. So a JVM has one instance (strictly: a class loader, of which
 * Flink has one for each job), created at the first call of {@link #shared}. Safe for use by several threads.
 */
public final class UserAgents {
    /** Name of the thread that parses. */
    static final String READER = "clickmill-user-agents";

    private static final Logger LOG = LoggerFactory.getLogger(UserAgents.class);

    /** Time limit for the parsing of one user agent, including the wait for the thread. */
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    /** Time after which the idle thread ends, as it would keep a finished job's classes in memory. */
    private static final long IDLE_SECONDS = 10;

    /** The maximum number of user agents in the cache. At about 150 characters each they take about 15 MB. */
    private static final int CACHED = 50_000;

    /** The maximum number of characters that are read and cached; ordinary user agents are shorter. */
    private static final int MAX_CHARS = 768;

    /** The facts of a user agent that yauaa cannot read, as no browser sends such a one. */
    private static final UserAgentFacts UNREADABLE = new UserAgentFacts(Client.UNKNOWN, BotReason.HACKER_USER_AGENT);

    private static final String[] FIELDS = {
        UserAgent.DEVICE_CLASS,
        UserAgent.AGENT_CLASS,
        UserAgent.AGENT_NAME,
        UserAgent.AGENT_VERSION_MAJOR,
        UserAgent.WEBVIEW_APP_NAME,
        UserAgent.WEBVIEW_APP_VERSION_MAJOR,
        UserAgent.OPERATING_SYSTEM_NAME
    };

    private final Function<String, UserAgentFacts> grammar;
    private final Duration deadline;
    private final ExecutorService reader = reader();
    private final AtomicLong timeouts = new AtomicLong();
    private final Cache<String, UserAgentFacts> cache;

    /** The last parsing that timed out. */
    private volatile @Nullable Future<UserAgentFacts> givenUp;

    /** @param grammar parses what {@link UserAgentShape} permits; called by one thread at a time */
    UserAgents(Function<String, UserAgentFacts> grammar, Duration deadline) {
        this.grammar = grammar;
        this.deadline = deadline;
        // The caller's own thread maintains the cache: a task must not leave work in a pool that outlives it.
        this.cache = Caffeine.newBuilder()
                .maximumSize(CACHED)
                .executor(Runnable::run)
                .build();
    }

    private static UserAgents withYauaa() {
        UserAgentAnalyzer analyzer = UserAgentAnalyzer.newBuilder()
                .hideMatcherLoadStats()
                .dropTests()
                .withoutCache()
                .immediateInitialization()
                .withFields(FIELDS)
                .build();
        return new UserAgents(userAgent -> read(analyzer, userAgent), DEADLINE);
    }

    private static ExecutorService reader() {
        ThreadPoolExecutor reader =
                new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, READER);
                    thread.setDaemon(true);
                    return thread;
                });
        reader.allowCoreThreadTimeOut(true);
        return reader;
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
        String key = userAgent.length() > MAX_CHARS ? userAgent.substring(0, MAX_CHARS) : userAgent;
        UserAgentFacts cached = cache.getIfPresent(key);
        if (cached != null) {
            return cached;
        }
        UserAgentFacts read = read(key);
        if (read == null) {
            return UserAgentTokens.facts(key);
        }
        cache.put(key, read);
        return read;
    }

    /** Number of parsings that timed out. */
    public long timeouts() {
        return timeouts.get();
    }

    /** Whether the user agent is absent: empty, white space, or the {@code -} that access logs write. */
    static boolean isAbsent(String userAgent) {
        return userAgent.isBlank() || userAgent.equals("-");
    }

    /** The facts; null, which must not be cached, if parsing timed out or an earlier one still runs. */
    private @Nullable UserAgentFacts read(String userAgent) {
        if (!UserAgentShape.suitsGrammar(userAgent)) {
            return UserAgentTokens.facts(userAgent);
        }
        Future<UserAgentFacts> earlier = givenUp;
        if (earlier != null && !earlier.isDone()) {
            return null;
        }
        Future<UserAgentFacts> reading = reader.submit(() -> grammar.apply(userAgent));
        try {
            return reading.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            givenUp = reading;
            timeouts.incrementAndGet();
            // Only the length is logged: a user agent can be personal, and long.
            LOG.warn("a user agent of {} characters was not read within {}", userAgent.length(), deadline);
            return null;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("reading a user agent", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading a user agent", e);
        }
    }

    private static UserAgentFacts read(UserAgentAnalyzer analyzer, String userAgent) {
        ImmutableUserAgent read;
        try {
            read = analyzer.parse(userAgent);
        } catch (RuntimeException | StackOverflowError unreadable) {
            // One user agent must not stop the job: it would be read again after every restart.
            return UNREADABLE;
        }
        return UserAgentTable.facts(
                userAgent,
                new ParsedUserAgent(
                        read.getValue(UserAgent.DEVICE_CLASS),
                        read.getValue(UserAgent.AGENT_CLASS),
                        read.getValue(UserAgent.AGENT_NAME),
                        read.getValue(UserAgent.AGENT_VERSION_MAJOR),
                        read.getValue(UserAgent.WEBVIEW_APP_NAME),
                        read.getValue(UserAgent.WEBVIEW_APP_VERSION_MAJOR),
                        read.getValue(UserAgent.OPERATING_SYSTEM_NAME)));
    }

    /** Creates the instance at the first call, once, and needs no lock afterwards. */
    private static final class Holder {
        private static final UserAgents SHARED = withYauaa();
    }
}
