package io.clickmill.job.enrich;

import io.clickmill.contract.event.Event.Client;

/**
 * Translates yauaa's words into Clickmill's. For unknown values yauaa says {@code Unknown} or {@code ??}, and for
 * robots and attacks it invents an operating system ({@code Google Cloud}, {@code Hacker}). All of these become "".
 *
 * @see <a href="https://yauaa.basjes.nl/expect/fieldvalues/">yauaa's values</a>
 */
final class UserAgentTable {
    private UserAgentTable() {}

    static UserAgentFacts facts(String userAgent, ParsedUserAgent parsed) {
        BotReason robot = UserAgentVerdict.of(userAgent, parsed);
        BrowserName browser =
                robot == BotReason.HACKER_USER_AGENT ? BrowserName.UNKNOWN : BrowserName.of(userAgent, parsed);
        return new UserAgentFacts(
                new Client(device(parsed.deviceClass()), browser.name(), browser.withVersion(), os(parsed.os())),
                robot);
    }

    private static String device(String deviceClass) {
        return switch (deviceClass) {
            case "Desktop" -> "Desktop";
            case "Phone", "Mobile" -> "Mobile";
            case "Tablet", "eReader" -> "Tablet";
            case "TV", "Set-top box" -> "TV";
            case "Game Console", "Handheld Game Console" -> "Console";
            case "Watch", "Virtual Reality", "Augmented Reality" -> "Wearable";
            default -> ParsedUserAgent.known(deviceClass).isEmpty() ? "" : "Other";
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
            default -> ParsedUserAgent.known(name);
        };
    }
}
