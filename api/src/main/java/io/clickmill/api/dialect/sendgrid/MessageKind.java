package io.clickmill.api.dialect.sendgrid;

import java.util.List;

/** The kinds of messages. */
enum MessageKind {
    /** Several messages to each recipient, each of them a step. */
    AUTOMATION("automations", List.of("step_id")),
    /** One message to each recipient. There is no data of A/B tests, so all clicks are one group. */
    SINGLE_SEND("singlesends", List.of("ab_variation", "ab_phase"));

    private final String word;
    private final List<String> groups;

    MessageKind(String word, List<String> groups) {
        this.word = word;
        this.groups = groups;
    }

    /** The word in paths. */
    String word() {
        return word;
    }

    /** The values that {@code group_by} accepts. */
    List<String> groups() {
        return groups;
    }
}
