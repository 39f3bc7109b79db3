package io.clickmill.job.enrich;

import io.clickmill.contract.Resources;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The public list of robots, crawler-user-agents: 1,500 regular expressions.
 *
 * <p>Nearly all are plain words with escapes, such as {@code Googlebot\/}; one pass searches for all of these. The 36
 * others are tried one by one. Immutable.
 */
final class RobotList {
    private static final String FILE = "crawler-user-agents.txt";

    /**
     * Matches a plain expression: it consists of letters, digits, blanks and escaped signs, and matches itself only.
     */
    private static final Pattern PLAIN = Pattern.compile("(?:[^\\\\\\[\\](){}|?*+^$.]|\\\\[^A-Za-z0-9])+");

    private static final String ANYTHING = "[\\s\\S]*";
    private static final Pattern ESCAPED_SIGN = Pattern.compile("\\\\(.)");

    /**
     * Entries that also match what people browse with: apps with a browser inside that have the name of their maker's
     * robot, a phone ({@code HTC Butterfly}), a build of Android ({@code AP3A.240617.008}). They are left out. Robots
     * of these names are still found if they show another mark.
     */
    private static final Set<String> ALSO_PEOPLE = Set.of(
            "008\\/",
            "AP3A\\.240617\\.008",
            "Asana\\/",
            "Bluesky\\/",
            "Butterfly",
            "Code\\/1\\.",
            "Fetch\\/",
            "Fluid",
            "Grammarly\\/",
            "Instapaper\\/",
            "Mastodon",
            "MetaIAB Facebook",
            "Notion\\/",
            "PayPal\\/",
            "Podimo",
            "RED\\/",
            "Sogou",
            "Sonic",
            "Trae\\/",
            "Trove",
            "Tumblr\\/",
            "Viber",
            "WhatsApp",
            "mail\\.ru",
            "upday\\/");

    private final WordSet words;
    private final List<Pattern> expressions;

    private RobotList(List<String> entries) {
        words = WordSet.of(entries.stream()
                .filter(RobotList::isPlain)
                .map(plain -> ESCAPED_SIGN.matcher(plain).replaceAll("$1"))
                .toList());
        expressions = entries.stream()
                .filter(entry -> !isPlain(entry))
                .map(entry -> Pattern.compile(inLinearTime(entry)))
                .toList();
    }

    /** Reads the bundled list. */
    static RobotList load() {
        return new RobotList(Resources.text(RobotList.class, FILE)
                .lines()
                .filter(line -> !line.startsWith("#") && !ALSO_PEOPLE.contains(line))
                .toList());
    }

    /** Whether an entry of the list is in this user agent. A plain entry must not have a letter directly before it. */
    boolean names(String userAgent) {
        return words.startsWordIn(userAgent)
                || expressions.stream()
                        .anyMatch(entry -> entry.matcher(userAgent).find());
    }

    /** Makes {@code a[\s\S]*b} look for a b only after the first a, and not after every one. */
    private static String inLinearTime(String entry) {
        int gap = entry.indexOf(ANYTHING);
        return gap < 0
                ? entry
                : "^(?>[\\s\\S]*?" + entry.substring(0, gap) + ")" + ANYTHING
                        + entry.substring(gap + ANYTHING.length());
    }

    private static boolean isPlain(String entry) {
        return PLAIN.matcher(entry).matches();
    }
}
