package io.clickmill.job.enrich;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decides what kind of program sent a user agent: null for a person's browser or app, or else the most specific reason
 * to judge it a machine's.
 *
 * <p>Four kinds of marks show a machine, in this order: words of well-known programs, yauaa's classes, the public
 * {@link RobotList}, and general marks such as the address of the maker. Of the rest, a text that names neither an
 * engine nor a device nor a system of people is not a browser's: {@code gobuster/3.1.0} and
 * {@code Mozilla/5.0 (compatible; Any/1.0)}. An app on a phone without a browser's engine
 * ({@code Shop/3.1 CFNetwork/1410 Darwin/22}) remains a person's.
 */
final class UserAgentVerdict {
    private static final RobotList LIST = RobotList.load();

    private static final List<String> HTTP_LIBRARY_PREFIXES = List.of(
            "curl/",
            "wget/",
            "aiohttp/",
            "go-http-client/",
            "java/",
            "apache-httpclient/",
            "okhttp/",
            "axios/",
            "node-fetch/",
            "undici",
            "got (",
            "libwww-perl/",
            "guzzlehttp/",
            "php/",
            "faraday ",
            "reqwest/",
            "postmanruntime/",
            "insomnia/",
            "httpie/");

    private static final WordSet HTTP_LIBRARIES =
            WordSet.of("python", "powershell", "http client", "httpclient", "libcurl", "golang", "node.js", "winhttp");

    private static final WordSet FEED_READERS = WordSet.of(
            "feedly",
            "feedfetcher",
            "feedparser",
            "feedburner",
            "feedbin",
            "inoreader",
            "newsblur",
            "netnewswire",
            "tiny tiny rss",
            "freshrss",
            "netvibes",
            "quiterss",
            "rssowl",
            "reeder/",
            "readkit/",
            "feeddler",
            "rss reader");

    private static final WordSet LINK_PREVIEWS = WordSet.of(
            "facebookexternalhit",
            "slackbot",
            "slack-imgproxy",
            "twitterbot",
            "linkedinbot",
            "telegrambot",
            "discordbot",
            "skypeuripreview",
            "pinterestbot",
            "googleimageproxy",
            "yahoomailproxy");

    /** Browsers that a program drives, to test or to measure pages. */
    private static final WordSet DRIVEN_BROWSERS = WordSet.of(
            "headless", "phantomjs", "slimerjs", "selenium", "webdriver", "puppeteer", "playwright", "lighthouse");

    /** Words by which machines name themselves or their work, also within a browser's user agent. */
    private static final WordSet MACHINE_WORDS = WordSet.of(
            "spider",
            "crawl",
            "scraper",
            "monitor",
            "synthetic",
            "sentinel",
            "screenshot",
            "mshots",
            "thumb",
            "capture",
            "preview",
            "checker",
            "linkcheck",
            "validator",
            "archiver",
            "inspector/",
            "pagespeed",
            "catchpoint",
            "yottaa",
            "gomez",
            "neustar wpm",
            "microsoft office ",
            ") word/",
            ") excel/",
            ") powerpoint/");

    /** Toolkits and extensions that put their own address into the user agents of browsers. */
    private static final WordSet BROWSERS_WITH_ADDRESS =
            WordSet.of("bsalsa.com", "qtweb.net", "avantbrowser.com", "ultrablock.org");

    private UserAgentVerdict() {}

    /** The reason, or null. The user agent must not be {@linkplain UserAgents#isAbsent absent}. */
    static @Nullable BotReason of(String userAgent, ParsedUserAgent parsed) {
        String deviceClass = parsed.deviceClass();
        String agentClass = parsed.agentClass();
        String lowerCase = userAgent.toLowerCase(Locale.ROOT);
        if (LINK_PREVIEWS.isIn(lowerCase) || lowerCase.startsWith("whatsapp/")) {
            return BotReason.LINK_PREVIEW;
        }
        if (FEED_READERS.isIn(lowerCase)) {
            return BotReason.FEED_READER;
        }
        if (HTTP_LIBRARY_PREFIXES.stream().anyMatch(lowerCase::startsWith) || HTTP_LIBRARIES.isIn(lowerCase)) {
            return BotReason.HTTP_LIBRARY;
        }
        if (deviceClass.equals("Hacker") || agentClass.equals("Hacker")) {
            return BotReason.HACKER_USER_AGENT;
        }
        if (DRIVEN_BROWSERS.isIn(lowerCase)) {
            return BotReason.HEADLESS_BROWSER;
        }
        if (deviceClass.startsWith("Robot") || agentClass.startsWith("Robot")) {
            return BotReason.ROBOT_USER_AGENT;
        }
        if (LIST.names(userAgent)) {
            return BotReason.LISTED_ROBOT;
        }
        if (MACHINE_WORDS.isIn(lowerCase) || givesAddress(lowerCase)) {
            return BotReason.ROBOT_USER_AGENT;
        }
        return BrowserMarks.areIn(lowerCase) ? null : BotReason.NO_BROWSER;
    }

    /** Whether the text has an address. Robots tell site owners where to complain; browsers do not. */
    private static boolean givesAddress(String lowerCase) {
        return lowerCase.contains("://") && !BROWSERS_WITH_ADDRESS.isIn(lowerCase);
    }
}
