package io.clickmill.job.enrich;

import io.clickmill.contract.event.Event;
import java.util.List;

/**
 * Decides whether a click is a machine's, from the click alone; every verdict has a {@link BotReason} that can be shown.
 *
 * <p>A user agent that is not given says nothing: the source of the event does not record it, as the common log format
 * does not. The {@code -} of access logs, or white space, says that the client sent none, which no browser does.
 */
final class BotVerdict {
    private BotVerdict() {}

    /** The reasons to take this click for a machine's; empty for a human's. */
    static List<BotReason> reasons(Event event, UserAgentFacts facts) {
        if (facts.robot() != null) {
            return List.of(facts.robot());
        }
        boolean clientSentNone = UserAgents.isAbsent(event.request().userAgent())
                && !event.request().userAgent().isEmpty();
        return clientSentNone ? List.of(BotReason.ABSENT_USER_AGENT) : List.of();
    }
}
