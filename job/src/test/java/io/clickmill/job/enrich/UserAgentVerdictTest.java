package io.clickmill.job.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserAgentVerdictTest {
    private static final String CHROME =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";

    /** The result of a parser that recognizes nothing. So only the text decides. */
    private static final ParsedUserAgent NOTHING = new ParsedUserAgent("", "", "", "", "", "", "");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Discordbot/2.0; +https://discord.example                            | LINK_PREVIEW
                    FreshRSS/1.24.1 (Linux; https://freshrss.example)                   | FEED_READER
                    NetNewsWire (RSS Reader; https://netnewswire.example/)              | FEED_READER
                    python-requests/2.32.3                                              | HTTP_LIBRARY
                    Python/3.12 httpx/0.27.2                                            | HTTP_LIBRARY
                    Mozilla/5.0 (Windows NT; Windows NT 6.2; de-DE) WindowsPowerShell/4.0 | HTTP_LIBRARY
                    Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/131.0.0.0 Safari/537.36 | HEADLESS_BROWSER
                    Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/128.0 selenium/4.9 | HEADLESS_BROWSER
                    UptimeRobot/2.0                                                     | LISTED_ROBOT
                    ChatGPT-User/1.0                                                    | LISTED_ROBOT
                    Sharkey 2024.11; https://social.example                             | ROBOT_USER_AGENT
                    AcmeCrawler/1.1                                                     | ROBOT_USER_AGENT
                    gotify-ping/3.1                                                     | NO_BROWSER
                    Erlang/OTP 27                                                       | NO_BROWSER
                    Mozilla/5.0 (compatible; anything/1.0)                              | NO_BROWSER
                    Mozilla/5.0                                                         | NO_BROWSER
                    telegraf/1.32 (Windows)                                             | NO_BROWSER
                    backup-tool/2.0 (darwin; arm64)                                     | NO_BROWSER
                    collector (linux; amd64)                                            | NO_BROWSER
                    OperationalInsights/2.1                                             | NO_BROWSER
                    sec-scanner/1.0                                                     | NO_BROWSER
                    brave-search-indexer/1.0                                            | NO_BROWSER
                    haiku-http/1.0                                                      | NO_BROWSER
                    """)
    void findsMachines(String userAgent, BotReason reason) {
        assertThat(UserAgentVerdict.of(userAgent, NOTHING)).isEqualTo(reason);
    }

    /** The text is too long for the grammar, and the phone's maker has a name that ends like a robot's. */
    @Test
    void judgesPeoplesAppsRightlyWithoutTheGrammar() {
        String tikTok = "Mozilla/5.0 (Linux; Android 12; CUBOT KINGKONG 7 Build/SP1A.210812.016; wv) AppleWebKit/537.36"
                + " (KHTML, like Gecko) Version/4.0 Chrome/120.0.0.0 Mobile Safari/537.36 trill_320403 JsSdk/1.0"
                + " NetType/WIFI Channel/googleplay AppName/musical_ly ByteLocale/en ByteFullLocale/en Region/GB"
                + " BytedanceWebview/d8a21c6";
        assertThat(UserAgentShape.suitsGrammar(tikTok)).isFalse();
        assertThat(UserAgentTokens.facts(tikTok).robot()).isNull();
        assertThat(UserAgentTokens.facts(tikTok.replace("CUBOT KINGKONG 7", "Acmebot 7"))
                        .robot())
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DatadogSynthetics",
                "Chrome-Lighthouse",
                "Acme Sentinel (US)",
                "SiteMonitor/4",
                "Thumbnailer",
                "(https://tester.example)"
            })
    void findsMachinesBehindABrowsersUserAgent(String suffix) {
        assertThat(UserAgentVerdict.of(CHROME, NOTHING)).isNull();
        assertThat(UserAgentVerdict.of(CHROME + " " + suffix, NOTHING)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mozilla/5.0 (Linux; Android 4.4.4; HTC Butterfly 2 Build/KTU84P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/49.0 Mobile Safari/537.36",
                "Mozilla/5.0 (Linux; Android 12; CUBOT P60) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36",
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) WhatsApp/2.2412.2 Chrome/120.0 Electron/28.1.4 Safari/537.36",
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Notion/3.1.0 Chrome/120.0 Electron/28.0 Safari/537.36",
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Slack/4.41.97 Chrome/130.0 Electron/33.0 Safari/537.36 Sonic Slack_SSB/4.41.97",
                "Mozilla/5.0 (Mobile; Nokia_8110_4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5",
                "Opera/9.80 (J2ME/MIDP; Opera Mini/9.80/191.273; U; en) Presto/2.12.423 Version/12.16",
                "Opera/9.80 (Linux mips) Presto/2.12.407 Version/12.51 MB97/0.0.39.10 (Aldi, Mxl661L32, wireless) VSTVB_MB97",
                "Nokia6300/2.0 (07.21) Profile/MIDP-2.0 Configuration/CLDC-1.1",
                "UCWEB/2.0 (Java; U; MIDP-2.0; en-US; nokia2730c-1) U2/1.0.0 UCBrowser/9.4.1.482 Mobile",
                "Dalvik/2.1.0 (Linux; U; Android 14; SM-A546B Build/UP1A.231005.007)",
                "Radio/5.2 (iPad; iOS 17.6; Scale/2.00)",
                "AppleCoreMedia/1.0.0.21G82 (Macintosh; U; Intel Mac OS X 14_6; en_us)",
                "Roku/DVP-12.5 (12.5.0.4178-88)",
                "GoogleApp/15.30.31.29.arm64",
                "Lynx/2.9.2 libwww-FM/2.14 SSL-MM/1.4.1 OpenSSL/3.3.1",
                "ELinks/0.17.1.1 (textmode; Linux 6.9 x86_64; 211x56-2)",
                "Mozilla/3.0 (compatible; NetPositive/2.2.2; BeOS)",
                "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 6.1; Embedded Web Browser from: http://bsalsa.com/)",
                "Outlook-iOS/723.4030258.prod.iphone (4.26.0)"
            })
    void findsNoMachinesAmongPeoplesUserAgents(String userAgent) {
        assertThat(UserAgentVerdict.of(userAgent, NOTHING)).isNull();
    }
}
