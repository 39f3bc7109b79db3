package io.clickmill.job.enrich;

import java.util.List;

/**
 * Replaces the numbers of a user agent that cannot change its facts, so that all builds of a program are one user agent
 * for the cache: {@code Chrome/120.0.6099.109} becomes {@code Chrome/120.0.1111.111}. These numbers are
 *
 * <ul>
 *   <li>the third and later parts of the versions of well-known programs, as only the major version is kept;
 *   <li>the builds of Facebook's apps ({@code FBBV/287543612});
 *   <li>numbers of six and more digits that stand alone in a list, such as the build at the end of Instagram's.
 * </ul>
 *
 * <p>All others stay, because yauaa knows some of them: from {@code Windows NT 6.2.9200.0} it concludes other facts
 * than from {@code 6.2.1111.0}. It tells televisions with {@code Web0S} by the whole version of Chrome, so these stay
 * too.
 *
 * <p>Each digit becomes a 1. So the length and the signs stay the same, and with them the decision of
 * {@link UserAgentShape}. Zeros alone stay too, as Chrome writes them where it hides its build.
 */
final class VersionDetails {
    /** What comes before the versions whose details are replaced. */
    private static final List<String> PROGRAMS = List.of(
            "Chrome/", "CriOS/", "Edg/", "EdgA/", "EdgiOS/", "OPR/", "YaBrowser/", "GSA/", "FBAV/", "Instagram ");

    /** What comes before a number that is replaced as a whole. */
    private static final List<String> BUILDS = List.of("FBBV/", "FBRV/");

    private static final String READ_BY_VERSION = "Web0S";

    /** The first part of a version that is replaced. */
    private static final int FIRST_PART = 3;

    /** The minimum number of digits of a number that stands alone; sizes of screens have fewer. */
    private static final int MIN_ALONE = 6;

    private VersionDetails() {}

    /** The user agent with other numbers; itself if none is replaced. */
    static String replacedIn(String userAgent) {
        if (userAgent.contains(READ_BY_VERSION)) {
            return userAgent;
        }
        char[] replaced = userAgent.toCharArray();
        int start = 0;
        while (start < replaced.length) {
            int end = numberEnd(userAgent, start);
            if (end == start) {
                start++;
            } else if (isAfter(BUILDS, userAgent, start) || isAlone(userAgent, start, end)) {
                replace(replaced, start, end);
                start = end;
            } else {
                start = isAfter(PROGRAMS, userAgent, start) ? replaceDetails(userAgent, start, replaced) : end;
            }
        }
        String text = new String(replaced);
        // The same object has its hash already.
        return text.equals(userAgent) ? userAgent : text;
    }

    /** Replaces the details of the version that starts here, and returns its end. */
    private static int replaceDetails(String userAgent, int versionStart, char[] replaced) {
        int start = versionStart;
        int end = numberEnd(userAgent, start);
        for (int part = 2; charAt(userAgent, end) == '.' && isDigit(charAt(userAgent, end + 1)); part++) {
            start = end + 1;
            end = numberEnd(userAgent, start);
            if (part >= FIRST_PART) {
                replace(replaced, start, end);
            }
        }
        return end;
    }

    private static boolean isAfter(List<String> words, String userAgent, int start) {
        char before = charAt(userAgent, start - 1);
        if (before != '/' && before != ' ') {
            return false;
        }
        for (String word : words) {
            if (userAgent.startsWith(word, start - word.length())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAlone(String userAgent, int start, int end) {
        int before = charAt(userAgent, start - 1) == ' ' ? start - 2 : start - 1;
        return end - start >= MIN_ALONE
                && charAt(userAgent, before) == ';'
                && (charAt(userAgent, end) == ';' || charAt(userAgent, end) == ')');
    }

    private static void replace(char[] text, int start, int end) {
        boolean zeros = true;
        for (int i = start; i < end; i++) {
            zeros &= text[i] == '0';
        }
        for (int i = start; i < end && !zeros; i++) {
            text[i] = '1';
        }
    }

    /** The end of the digits from here; {@code start} if there are none. */
    private static int numberEnd(String text, int start) {
        int end = start;
        while (isDigit(charAt(text, end))) {
            end++;
        }
        return end;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** The character, or a space beyond the text. */
    private static char charAt(String text, int at) {
        return at >= 0 && at < text.length() ? text.charAt(at) : ' ';
    }
}
