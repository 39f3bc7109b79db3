package io.clickmill.job.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserAgentsTest {
    private final UserAgents userAgents = UserAgents.shared();

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "user-agents.csv", delimiter = '|', quoteCharacter = '`', numLinesToSkip = 1)
    void reads(
            String description,
            String userAgent,
            @Nullable String device,
            @Nullable String browser,
            @Nullable String browserVersion,
            @Nullable String os,
            @Nullable BotReason robot) {
        assertThat(userAgents.facts(userAgent))
                .isEqualTo(new UserAgentFacts(text(device), text(browser), text(browserVersion), text(os), robot));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-"})
    void knowsNothingOfAnAbsentUserAgent(String userAgent) {
        assertThat(userAgents.facts(userAgent)).isEqualTo(UserAgentFacts.UNKNOWN);
    }

    @Test
    void readsTheBeginningOfAnEndlessOne() {
        String chrome =
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0 Safari/537.36 ";
        assertThat(userAgents.facts(chrome + "x/1 ".repeat(2_000)).browser()).isEqualTo("Chrome");
    }

    /** yauaa decodes a user agent that seems to be encoded. */
    @Test
    void findsNothingThatCannotBeStored() {
        UserAgentFacts facts = userAgents.facts("Evil%00Bar/1.0%20");
        assertThat(facts.browser() + facts.browserVersion() + facts.os() + facts.device())
                .doesNotContain("\u0000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "(1", "Mozilla/5.0 (http://", "[", "{", "<a "})
    void takesWhatWouldOverflowTheStackForAnAttack(String bracket) {
        assertThat(userAgents.facts(bracket.repeat(2_048)).robot()).isEqualTo(BotReason.HACKER_USER_AGENT);
    }

    @Test
    void isOneInAJvm() {
        assertThat(UserAgents.shared()).isSameAs(userAgents);
    }

    private static String text(@Nullable String nullable) {
        return Objects.requireNonNullElse(nullable, "");
    }
}
