package io.clickmill.job.enrich;

import io.clickmill.contract.event.Event.Client;
import nl.basjes.parse.useragent.UserAgent;
import nl.basjes.parse.useragent.UserAgent.ImmutableUserAgent;
import nl.basjes.parse.useragent.UserAgentAnalyzerDirect;

/**
 * Yauaa's grammar. An instance reads one user agent at a time. Instances share the rules, but each builds its own
 * tables of them: the first takes 4 s and 130 MB of heap, and each further one 1 s and 100 MB.
 */
final class Yauaa {
    private static final String[] FIELDS = {
        UserAgent.DEVICE_CLASS,
        UserAgent.AGENT_CLASS,
        UserAgent.AGENT_NAME,
        UserAgent.AGENT_VERSION_MAJOR,
        UserAgent.WEBVIEW_APP_NAME,
        UserAgent.WEBVIEW_APP_VERSION_MAJOR,
        UserAgent.OPERATING_SYSTEM_NAME
    };

    /** The facts of a user agent that yauaa cannot read, as no browser sends such a one. */
    private static final UserAgentFacts UNREADABLE = new UserAgentFacts(Client.UNKNOWN, BotReason.HACKER_USER_AGENT);

    private final UserAgentAnalyzerDirect analyzer;

    private Yauaa(UserAgentAnalyzerDirect analyzer) {
        this.analyzer = analyzer;
    }

    /** The first instance. */
    static Yauaa load() {
        return new Yauaa(UserAgentAnalyzerDirect.newBuilder()
                .hideMatcherLoadStats()
                .dropTests()
                .immediateInitialization()
                .withFields(FIELDS)
                .build());
    }

    /** Another instance with the same rules. */
    Yauaa another() {
        return new Yauaa(analyzer.cloneWithSharedAnalyzerConfig(false, false));
    }

    /** The facts of a user agent that {@link UserAgentShape} permits. */
    UserAgentFacts facts(String userAgent) {
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
}
