package io.clickmill.job.enrich;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The name of a browser and its major version, "" where they are unknown. An app with a browser inside has the app's
 * name, as people chose the app and not the engine: {@code Facebook 470}. Engines, systems and technical words, which
 * yauaa returns for browsers that it does not know, are not names.
 */
record BrowserName(String name, String majorVersion) {
    static final BrowserName UNKNOWN = new BrowserName("", "");

    /** The names of apps by yauaa's names, which differ between systems. */
    private static final Map<String, String> APPS = Map.ofEntries(
            Map.entry("Facebook App for Android", "Facebook"),
            Map.entry("Facebook App for iOS", "Facebook"),
            Map.entry("Facebook for Windows", "Facebook"),
            Map.entry("Facebook EMA", "Facebook Lite"),
            Map.entry("Facebook Messenger for iOS", "Facebook Messenger"),
            Map.entry("Facebook Messenger Lite for iOS", "Facebook Messenger"),
            Map.entry("Facebook Orca-Android", "Facebook Messenger"),
            Map.entry("Barcelona", "Threads"),
            Map.entry("GoogleApp", "Google Search App"),
            Map.entry("Slack_SSB", "Slack"),
            Map.entry("Sonic Slack_SSB", "Slack"),
            Map.entry("Telegram-Android", "Telegram"),
            Map.entry("Twitter for iPhone", "Twitter"),
            Map.entry("Twitter for iPad", "Twitter"));

    /** Names of apps that yauaa does not know, by a word in their user agents. */
    private static final List<Map.Entry<String, String>> APPS_BY_WORD = List.of(
            Map.entry("[Pinterest/", "Pinterest"),
            Map.entry("Twitter for ", "Twitter"),
            Map.entry("TwitterAndroid", "Twitter"),
            Map.entry("NAVER(inapp", "Naver"),
            Map.entry("MetaIAB Facebook", "Facebook"));

    /** Components of apps that yauaa takes for the app. */
    private static final Set<String> NOT_APPS =
            Set.of("Android Wear Smartwatch", "Crosswalk", "Fabuild", "Jssdk", "Pkeyauth", "Ttwebview", "Wkbrowser");

    /** Engines, systems and technical words that yauaa takes for the browser. */
    private static final Set<String> NOT_BROWSERS = Set.of(
            "Android",
            "AppleWebKit",
            "Blink",
            "Compatible",
            "Gecko",
            "IOS",
            "iOS",
            "KHTML",
            "Linux",
            "Mac OS",
            "Mac OS X",
            "Macintosh",
            "Mozilla",
            "Presto",
            "Trident",
            "Windows",
            "Windows NT",
            "X11");

    private static final String NETSCAPE = "Netscape";

    /** The browser of a user agent, from the result of a parser. */
    static BrowserName of(String userAgent, ParsedUserAgent parsed) {
        for (Map.Entry<String, String> app : APPS_BY_WORD) {
            if (userAgent.contains(app.getKey())) {
                return new BrowserName(app.getValue(), "");
            }
        }
        String app = ParsedUserAgent.known(parsed.app());
        if (!app.isEmpty() && !NOT_APPS.contains(app)) {
            return new BrowserName(APPS.getOrDefault(app, app), ParsedUserAgent.known(parsed.appVersion()));
        }
        String agent = ParsedUserAgent.known(parsed.agent());
        return isBrowser(agent, userAgent)
                ? new BrowserName(APPS.getOrDefault(agent, agent), ParsedUserAgent.known(parsed.agentVersion()))
                : UNKNOWN;
    }

    /**
     * The name with its version: {@code Chrome 120}, or {@code Chrome} if the version is unknown, or "" without a name.
     */
    String withVersion() {
        return majorVersion.isEmpty() ? name : name + " " + majorVersion;
    }

    private static boolean isBrowser(String agent, String userAgent) {
        return !agent.isEmpty() && !NOT_BROWSERS.contains(agent) && (!agent.equals(NETSCAPE) || isNetscape(userAgent));
    }

    /**
     * Whether this is Netscape's browser. yauaa says so of every {@code Mozilla/5.0 (...)} that names no other browser.
     * Netscape's browser named itself from version 6 on. Before that, it was the only Mozilla that was not
     * {@code compatible}.
     */
    private static boolean isNetscape(String userAgent) {
        String lowerCase = userAgent.toLowerCase(Locale.ROOT);
        boolean old = lowerCase.matches("mozilla/[1-4]\\..*") && !lowerCase.contains("compatible");
        return old || lowerCase.contains("netscape") || lowerCase.contains("navigator/");
    }
}
