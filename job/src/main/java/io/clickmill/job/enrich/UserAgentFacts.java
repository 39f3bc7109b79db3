package io.clickmill.job.enrich;

import io.clickmill.contract.event.Event.Client;
import org.jspecify.annotations.Nullable;

/**
 * The facts that a user agent gives.
 *
 * @param robot why the user agent is a machine's; null if it is not
 */
record UserAgentFacts(Client client, @Nullable BotReason robot) {
    /** The facts of an absent user agent. */
    static final UserAgentFacts UNKNOWN = new UserAgentFacts(Client.UNKNOWN, null);
}
