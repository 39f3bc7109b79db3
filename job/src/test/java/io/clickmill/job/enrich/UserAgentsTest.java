package io.clickmill.job.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.event.Event.Client;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserAgentsTest {
    private final UserAgents userAgents = UserAgents.shared();

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "user-agents.csv", delimiter = '|', quoteCharacter = '`', numLinesToSkip = 1)
    void readsUserAgents(
            String description,
            String userAgent,
            @Nullable String device,
            @Nullable String browser,
            @Nullable String browserVersion,
            @Nullable String os,
            @Nullable BotReason robot) {
        assertThat(userAgents.facts(userAgent))
                .isEqualTo(new UserAgentFacts(
                        new Client(text(device), text(browser), text(browserVersion), text(os)), robot));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-"})
    void knowsNothingOfAnAbsentUserAgent(String userAgent) {
        assertThat(userAgents.facts(userAgent)).isEqualTo(UserAgentFacts.UNKNOWN);
    }

    @Test
    void readsTheBeginningOfALongUserAgent() {
        String chrome =
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0 Safari/537.36 ";
        assertThat(userAgents.facts(chrome + "x/1 ".repeat(2_000)).client().browser())
                .isEqualTo("Chrome");
    }

    /** yauaa decodes a user agent that looks percent-encoded. */
    @Test
    void returnsStorableTextOnly() {
        Client facts = userAgents.facts("Evil%00Bar/1.0%20").client();
        assertThat(facts.browser() + facts.browserVersion() + facts.os() + facts.device())
                .doesNotContain("\u0000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "(1", "Mozilla/5.0 (http://", "[", "{", "<a "})
    void judgesTextsThatWouldOverflowTheStackAsAttacks(String bracket) {
        assertThat(userAgents.facts(bracket.repeat(2_048)).robot()).isEqualTo(BotReason.HACKER_USER_AGENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mozilla/5.0 (iPhone; CPU iPhone OS 14_4_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 LightSpeed [FBAN/MessengerLiteForiOS;FBAV/310.0.0.38.116;FBBV/287543612;FBDV/iPhone12,1;FBMD/iPhone;FBSN/iOS;FBSV/14.4.2;FBSS/2;FBCR/;FBID/phone;FBLC/nl;FBOP/0]",
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 309.1.1.28.108 (iPhone14,5; iOS 17_1; en_US; en; scale=3.00; 1170x2532; 537288535)",
                "Mozilla/5.0 (Linux; Android 13; SAMSUNG SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/23.0 Chrome/115.0.0.0 Mobile Safari/537.36",
                "Mozilla/5.0 (Linux; Android 12; M2012K11AC Build/SKQ1.211006.001; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/107.0.5304.141 Mobile Safari/537.36 XWEB/5023 MMWEBSDK/20230405 MMWEBID/2585 MicroMessenger/8.0.35.2360(0x2800235D) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64",
                "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.12026; Pro)",
                "MyShop%20App/3.1 CFNetwork/1410.0.3 Darwin/22.6.0",
                "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
            })
    void letsTheGrammarReadOrdinaryUserAgents(String userAgent) {
        assertThat(UserAgentShape.suitsGrammar(userAgent)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0 Safari/537.36|Desktop|Chrome|Chrome 120|Windows|-",
                "Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/121.0|Desktop|Edge|Edge 121|Windows|-",
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.2 Safari/605.1.15|Desktop|Safari|Safari 17|Mac OS|-",
                "Mozilla/5.0 (iPad; CPU OS 16_5 like Mac OS X) Version/16.5 Mobile Safari/604.1|Tablet|Safari|Safari 16|iOS|-",
                "Mozilla/5.0 (Linux; Android 13) Chrome/119.0 Mobile Safari/537.36|Mobile|Chrome|Chrome 119|Android|-",
                "Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0|Desktop|Firefox|Firefox 121|Linux|-",
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) Mobile/15E148 [LinkedInApp]/9.29|Mobile|LinkedIn|LinkedIn|iOS|-",
                "Mozilla/5.0 (Linux; Android 14) Chrome/128.0 Mobile Safari/537.36 Snapchat/13.1|Mobile|Snapchat|Snapchat 13|Android|-",
                "Mozilla/5.0 (X11; Linux x86_64) Chrome/97.0 Safari/537.36 GTmetrix|Desktop|Chrome|Chrome 97|Linux|LISTED_ROBOT",
                "Mozilla/5.0 (compatible; somebot/1.0)|Other|''|''|''|ROBOT_USER_AGENT",
                "curl/8.4.0|Other|''|''|''|HTTP_LIBRARY",
                "Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 select(1)|Other|''|''|''|HACKER_USER_AGENT"
            })
    void readsWordsOfUserAgentsThatAreTooComplexForTheGrammar(
            String start, String device, String browser, String version, String os, @Nullable BotReason robot) {
        String involved = start + " x/y".repeat(20);
        assertThat(UserAgentShape.suitsGrammar(involved)).isFalse();
        assertThat(userAgents.facts(involved))
                .isEqualTo(new UserAgentFacts(new Client(device, browser, version, os), robot));
    }

    @Test
    void keepsOnlyTheBeginningInTheCache() {
        String beginning =
                "Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0".concat(" x".repeat(400));
        assertThat(userAgents.facts(beginning + "a")).isSameAs(userAgents.facts(beginning + "b"));
    }

    @Test
    void isSharedWithinAJvm() {
        assertThat(UserAgents.shared()).isSameAs(userAgents);
    }

    private static String text(@Nullable String nullable) {
        return Objects.requireNonNullElse(nullable, "");
    }
}
