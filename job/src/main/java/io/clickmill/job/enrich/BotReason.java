package io.clickmill.job.enrich;

import io.clickmill.contract.words.Worded;

/** Why a click is judged to be a machine's: the word in column {@code bot_reasons}, and a sentence. */
public enum BotReason implements Worded {
    ROBOT_USER_AGENT("The user agent names a crawler or another robot."),
    HEADLESS_BROWSER("The user agent is that of a browser driven by a program."),
    HACKER_USER_AGENT("The user agent is an attack or no user agent at all."),
    HTTP_LIBRARY("The user agent is that of a programmer's HTTP client, such as curl."),
    FEED_READER("The user agent is that of a program that fetches feeds."),
    LINK_PREVIEW("The user agent is that of a service that fetches links to show a preview."),
    LISTED_ROBOT("The user agent is on a public list of robots."),
    NO_BROWSER("The user agent names no browser and no device of a person."),
    ABSENT_USER_AGENT("The client sent no user agent: browsers always send one.");

    private final String sentence;

    BotReason(String sentence) {
        this.sentence = sentence;
    }

    /** The meaning, for people. */
    public String sentence() {
        return sentence;
    }
}
