package io.clickmill.job.enrich;

import io.clickmill.contract.event.Click;
import java.util.List;

/**
 * Decides whether a click is a machine's, from the click alone; every verdict has a {@link BotReason} that can be shown.
 *
 * <p>An absent user agent speaks against a click only where there is an address: a request without a user agent came
 * from no browser. An event without either was sent by a server that keeps both to itself, and one with a subscriber but
 * without a user agent by a mailing system that knows whom it wrote to.
 */
final class BotVerdict {
    private BotVerdict() {}

    /** The reasons to take this click for a machine's; empty for a human's. */
    static List<BotReason> reasons(Click click, UserAgentFacts facts) {
        if (facts.robot() != null) {
            return List.of(facts.robot());
        }
        boolean absent = UserAgents.isAbsent(click.userAgent());
        boolean knownSender = !click.subscriberId().isEmpty() || click.ip().isEmpty();
        return absent && !knownSender ? List.of(BotReason.ABSENT_USER_AGENT) : List.of();
    }
}
