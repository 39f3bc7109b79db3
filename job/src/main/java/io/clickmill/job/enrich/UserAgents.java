package io.clickmill.job.enrich;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import nl.basjes.parse.useragent.UserAgent;
import nl.basjes.parse.useragent.UserAgent.ImmutableUserAgent;
import nl.basjes.parse.useragent.UserAgentAnalyzer;

/**
 * Reads user agents with yauaa behind a bounded cache: yauaa reads some thousand a second, one at a time, and a stream
 * of clicks repeats itself (94 % of an ordinary access log are hits from a cold start). Where {@link UserAgentShape} says
 * that yauaa would take too long, {@link UserAgentTokens} reads the user agent instead.
 *
 * <p>yauaa takes 3 s to start and over 100 MB of heap. So there is one instance in a JVM (strictly: in a class loader, of
 * which Flink has one a job), made at the first call of {@link #shared}. Safe for use by several threads.
 */
public final class UserAgents {
    /** A user agent has about 150 characters: so many are about 15 MB. */
    private static final int CACHED = 50_000;

    /** What follows is neither read nor kept in the cache; ordinary ones end before. */
    private static final int MAX_CHARS = 768;

    /** Nobody's browser sends what cannot be read. */
    private static final UserAgentFacts UNREADABLE = new UserAgentFacts("", "", "", "", BotReason.HACKER_USER_AGENT);

    private static final String[] FIELDS = {
        UserAgent.DEVICE_CLASS,
        UserAgent.AGENT_CLASS,
        UserAgent.AGENT_NAME,
        UserAgent.AGENT_VERSION_MAJOR,
        UserAgent.OPERATING_SYSTEM_NAME
    };

    private final UserAgentAnalyzer analyzer;
    private final LoadingCache<String, UserAgentFacts> cache;

    private UserAgents() {
        this.analyzer = UserAgentAnalyzer.newBuilder()
                .hideMatcherLoadStats()
                .dropTests()
                .withoutCache()
                .immediateInitialization()
                .withFields(FIELDS)
                .build();
        // The caller's own thread maintains the cache: a task must leave no work behind in a pool that outlives it.
        this.cache = Caffeine.newBuilder()
                .maximumSize(CACHED)
                .executor(Runnable::run)
                .build(this::read);
    }

    /** The instance of this JVM; the first call takes some seconds. */
    public static UserAgents shared() {
        return Holder.SHARED;
    }

    /** What this user agent says; {@link UserAgentFacts#UNKNOWN} where it {@linkplain #isAbsent is absent}. */
    public UserAgentFacts facts(String userAgent) {
        if (isAbsent(userAgent)) {
            return UserAgentFacts.UNKNOWN;
        }
        return cache.get(userAgent.length() > MAX_CHARS ? userAgent.substring(0, MAX_CHARS) : userAgent);
    }

    /** Whether there is no user agent: none, white space, or the {@code -} by which access logs say so. */
    static boolean isAbsent(String userAgent) {
        return userAgent.isBlank() || userAgent.equals("-");
    }

    private UserAgentFacts read(String userAgent) {
        if (!UserAgentShape.suitsGrammar(userAgent)) {
            return UserAgentTokens.facts(userAgent);
        }
        ImmutableUserAgent read;
        try {
            read = analyzer.parse(userAgent);
        } catch (RuntimeException | StackOverflowError unreadable) {
            // One user agent must not stop the job, and would on every restart.
            return UNREADABLE;
        }
        return UserAgentTable.facts(
                userAgent,
                read.getValue(UserAgent.DEVICE_CLASS),
                read.getValue(UserAgent.AGENT_CLASS),
                read.getValue(UserAgent.AGENT_NAME),
                read.getValue(UserAgent.AGENT_VERSION_MAJOR),
                read.getValue(UserAgent.OPERATING_SYSTEM_NAME));
    }

    /** Makes the instance when it is first asked for, once, without a lock afterwards. */
    private static final class Holder {
        private static final UserAgents SHARED = new UserAgents();
    }
}
