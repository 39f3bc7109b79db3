package io.clickmill.job.enrich;

/** Why a click is judged to be a machine's: the word in column {@code bot_reasons}, and a sentence. */
public enum BotReason {
    ROBOT_USER_AGENT("robot_user_agent", "The user agent names a crawler or another robot."),
    HEADLESS_BROWSER("headless_browser", "The user agent is that of a browser driven by a program."),
    HACKER_USER_AGENT("hacker_user_agent", "The user agent is an attack or no user agent at all."),
    HTTP_LIBRARY("http_library", "The user agent is that of a programmer's HTTP client, such as curl."),
    FEED_READER("feed_reader", "The user agent is that of a program that fetches feeds."),
    LINK_PREVIEW("link_preview", "The user agent is that of a service that fetches links to show a preview."),
    LISTED_ROBOT("listed_robot", "The user agent is on a public list of robots."),
    NO_BROWSER("no_browser", "The user agent names no browser and no device of a person."),
    ABSENT_USER_AGENT("absent_user_agent", "The client sent no user agent: browsers always send one.");

    private final String wireName;
    private final String sentence;

    BotReason(String wireName, String sentence) {
        this.wireName = wireName;
        this.sentence = sentence;
    }

    /** The word in tables and answers. */
    public String wireName() {
        return wireName;
    }

    /** The meaning, for people. */
    public String sentence() {
        return sentence;
    }
}
