package io.clickmill.job.enrich;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Translates yauaa's words into Clickmill's. yauaa says {@code Unknown} or {@code ??} where it does not know, and for
 * robots and attacks it invents an operating system ({@code Google Cloud}, {@code Hacker}): all of these become "".
 *
 * @see <a href="https://yauaa.basjes.nl/expect/fieldvalues/">yauaa's values</a>
 */
final class UserAgentTable {
    private static final List<String> HTTP_LIBRARIES = List.of(
            "curl/",
            "wget/",
            "python-requests/",
            "python-urllib/",
            "aiohttp/",
            "python-httpx/",
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

    private static final List<String> FEED_READERS = List.of(
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
            "rss reader");

    private static final List<String> LINK_PREVIEWS = List.of(
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

    private UserAgentTable() {}

    static UserAgentFacts facts(
            String userAgent, String deviceClass, String agentClass, String name, String majorVersion, String os) {
        BotReason robot = robot(userAgent.toLowerCase(Locale.ROOT), deviceClass, agentClass);
        String browser = robot == BotReason.HACKER_USER_AGENT ? "" : known(name);
        boolean versionKnown = !browser.isEmpty() && !known(majorVersion).isEmpty();
        return new UserAgentFacts(
                device(deviceClass),
                browser,
                versionKnown ? browser + " " + known(majorVersion) : browser,
                os(os),
                robot);
    }

    /** The most telling reason for which this is a machine, null if it is none. */
    private static @Nullable BotReason robot(String lowerCase, String deviceClass, String agentClass) {
        if (LINK_PREVIEWS.stream().anyMatch(lowerCase::contains) || lowerCase.startsWith("whatsapp/")) {
            return BotReason.LINK_PREVIEW;
        }
        if (FEED_READERS.stream().anyMatch(lowerCase::contains)) {
            return BotReason.FEED_READER;
        }
        if (HTTP_LIBRARIES.stream().anyMatch(lowerCase::startsWith)) {
            return BotReason.HTTP_LIBRARY;
        }
        if (deviceClass.equals("Hacker") || agentClass.equals("Hacker")) {
            return BotReason.HACKER_USER_AGENT;
        }
        if (lowerCase.contains("headlesschrome") || lowerCase.contains("phantomjs")) {
            return BotReason.HEADLESS_BROWSER;
        }
        return deviceClass.startsWith("Robot") || agentClass.startsWith("Robot") ? BotReason.ROBOT_USER_AGENT : null;
    }

    private static String device(String deviceClass) {
        return switch (deviceClass) {
            case "Desktop" -> "Desktop";
            case "Phone", "Mobile" -> "Mobile";
            case "Tablet", "eReader" -> "Tablet";
            case "TV", "Set-top box" -> "TV";
            case "Game Console", "Handheld Game Console" -> "Console";
            case "Watch", "Virtual Reality", "Augmented Reality" -> "Wearable";
            default -> known(deviceClass).isEmpty() ? "" : "Other";
        };
    }

    private static String os(String name) {
        if (name.startsWith("Windows") && !name.equals("Windows Phone")) {
            return "Windows";
        }
        return switch (name) {
            case "Mac OS X", "macOS" -> "Mac OS";
            case "iPadOS" -> "iOS";
            case "Chromium OS" -> "Chrome OS";
            case "Cloud", "Google Cloud", "Microsoft Cloud", "Amazon Cloud", "Yahoo", "Hacker" -> "";
            default -> known(name);
        };
    }

    private static String known(String value) {
        String storable = StorableText.of(value);
        return storable.startsWith("Unknown") || storable.startsWith("??") || storable.equals("Unclassified")
                ? ""
                : storable;
    }
}
