package io.clickmill.job.enrich;

import static io.clickmill.job.enrich.ParsedUserAgent.UNKNOWN;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads a user agent by searching it for known words, in time linear to its length. It reads those that yauaa's grammar
 * would read too slowly. It knows the common browsers and systems. A text that names none of them is judged an attack,
 * as yauaa does.
 */
final class UserAgentTokens {
    /** A word and the name that it stands for. */
    private record Token(String word, String name) {}

    /** Browsers by word, the more specific first: every browser on Chromium also says Chrome and Safari. */
    private static final List<Token> BROWSERS = List.of(
            new Token("FBAV/", "Facebook"),
            new Token("Instagram ", "Instagram"),
            new Token("MicroMessenger/", "WeChat"),
            new Token("LinkedInApp]", "LinkedIn"),
            new Token("Snapchat/", "Snapchat"),
            new Token("musical_ly", "TikTok"),
            new Token("BytedanceWebview/", "TikTok"),
            new Token("KAKAOTALK", "KakaoTalk"),
            new Token(" Line/", "Line"),
            new Token("SamsungBrowser/", "SamsungBrowser"),
            new Token("EdgA/", "Edge"),
            new Token("EdgiOS/", "Edge"),
            new Token("Edg/", "Edge"),
            new Token("OPR/", "Opera"),
            new Token("CriOS/", "Chrome"),
            new Token("FxiOS/", "Firefox"),
            new Token("Firefox/", "Firefox"),
            new Token("Chrome/", "Chrome"),
            new Token("MSIE ", "Internet Explorer"),
            new Token("CFNetwork/", "CFNetwork"));

    private static final List<Token> SYSTEMS = List.of(
            new Token("Windows Phone", "Windows Phone"),
            new Token("Windows NT", "Windows NT"),
            new Token("iPhone", "iOS"),
            new Token("iPad", "iOS"),
            new Token("FBSN/iOS", "iOS"),
            new Token("CFNetwork/", "iOS"),
            new Token("Android", "Android"),
            new Token("Mac OS X", "Mac OS X"),
            new Token("Macintosh", "Mac OS X"),
            new Token("CrOS ", "Chrome OS"),
            new Token("Linux", "Linux"));

    private static final List<String> ROBOTS = List.of("bot/", "bot ", "bot.", "crawler", "spider", "slurp");

    /** Words of attacks, in lower case; no browser's name contains them. */
    private static final List<String> ATTACKS = List.of(
            "../",
            "etc/passwd",
            "select ",
            "select(",
            "union ",
            "chr(",
            "char(",
            "concat(",
            "sleep(",
            "exec(",
            "execute(",
            "function(",
            "${",
            "%{",
            "#{",
            "jndi:",
            "<script",
            "<?",
            "<!",
            "<<",
            "javascript:",
            "||",
            "/*",
            "class.",
            "@ognl");

    private UserAgentTokens() {}

    static UserAgentFacts facts(String userAgent) {
        Token browser = first(BROWSERS, userAgent);
        String os = name(first(SYSTEMS, userAgent));
        String agentName = name(browser);
        String version = browser == null ? "" : majorVersion(userAgent, browser.word());
        if (browser == null && userAgent.contains("Safari/")) {
            agentName = "Safari";
            version = majorVersion(userAgent, "Version/");
        }
        String machine = machine(userAgent, agentName.equals(UNKNOWN) && os.equals(UNKNOWN));
        return UserAgentTable.facts(
                userAgent,
                machine.isEmpty()
                        ? parsed(deviceClass(userAgent, os), "Browser", agentName, version, os)
                        : parsed(machine, machine, agentName, version, UNKNOWN));
    }

    private static ParsedUserAgent parsed(
            String deviceClass, String agentClass, String agentName, String version, String os) {
        return new ParsedUserAgent(deviceClass, agentClass, agentName, version, UNKNOWN, UNKNOWN, os);
    }

    /** The class that yauaa gives to a robot or an attack; "" for a browser. */
    private static String machine(String userAgent, boolean nothingFound) {
        String lowerCase = userAgent.toLowerCase(Locale.ROOT);
        if (ATTACKS.stream().anyMatch(lowerCase::contains)) {
            return "Hacker";
        }
        // Cubot makes phones, so the "bot" in its name does not mean a robot.
        String names = lowerCase.replace("cubot", "");
        if (ROBOTS.stream().anyMatch(names::contains)) {
            return "Robot";
        }
        return nothingFound ? "Hacker" : "";
    }

    private static @Nullable Token first(List<Token> tokens, String userAgent) {
        for (Token token : tokens) {
            if (userAgent.contains(token.word())) {
                return token;
            }
        }
        return null;
    }

    private static String name(@Nullable Token token) {
        return token == null ? UNKNOWN : token.name();
    }

    private static String deviceClass(String userAgent, String os) {
        return switch (os) {
            case "iOS" -> userAgent.contains("iPad") ? "Tablet" : "Phone";
            case "Android" -> userAgent.contains("Mobile") || userAgent.contains("FBAN/") ? "Phone" : "Tablet";
            case "Windows Phone" -> "Phone";
            case "Windows NT", "Mac OS X", "Chrome OS", "Linux" -> "Desktop";
            default -> UNKNOWN;
        };
    }

    /** Up to four digits after the word; "" if there are none. */
    private static String majorVersion(String userAgent, String word) {
        int at = userAgent.indexOf(word);
        if (at < 0) {
            return "";
        }
        int start = at + word.length();
        int end = start;
        while (end < userAgent.length() && end - start < 4 && isDigit(userAgent.charAt(end))) {
            end++;
        }
        return userAgent.substring(start, end);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
