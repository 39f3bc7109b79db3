package io.clickmill.job.enrich;

import io.clickmill.contract.event.Event;
import java.util.List;

/**
 * Decides from the click alone whether a machine made it. Every verdict has a {@link BotReason} that can be shown.
 *
 * <p>An empty user agent says nothing: some sources of events do not record it, such as the common log format. A
 * {@code -}, as in access logs, or white space says that the client sent none, which no browser does.
 */
final class BotVerdict {
    private BotVerdict() {}

    /** The reasons to judge that a machine made this event; empty if a human did. */
    static List<BotReason> reasons(Event event, UserAgentFacts facts) {
        if (facts.robot() != null) {
            return List.of(facts.robot());
        }
        boolean clientSentNone = UserAgents.isAbsent(event.request().userAgent())
                && !event.request().userAgent().isEmpty();
        return clientSentNone ? List.of(BotReason.ABSENT_USER_AGENT) : List.of();
    }
}
