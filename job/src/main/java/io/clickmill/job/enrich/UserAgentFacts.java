package io.clickmill.job.enrich;

import org.jspecify.annotations.Nullable;

/**
 * What a user agent says; what is not known is "".
 *
 * @param device Desktop, Mobile, Tablet, TV, Console, Wearable or Other
 * @param browser the name: {@code Chrome}
 * @param browserVersion name and major version: {@code Chrome 120}
 * @param os the family: {@code iOS}, {@code Android}, {@code Windows}, {@code Mac OS}, {@code Linux}
 * @param robot why it is that of a machine; null if it is not
 */
public record UserAgentFacts(
        String device,
        String browser,
        String browserVersion,
        String os,
        @Nullable BotReason robot) {
    /** The facts of an absent user agent. */
    public static final UserAgentFacts UNKNOWN = new UserAgentFacts("", "", "", "", null);
}
