package io.clickmill.api.dialect.sendgrid;

import java.util.List;

/** What a message is sent by. */
enum MessageKind {
    /** Several messages to each recipient, a step each. */
    AUTOMATION("automations", List.of("step_id")),
    /** One message; of A/B tests there is no data, so that all of it is one group. */
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

    /** What {@code group_by} takes. */
    List<String> groups() {
        return groups;
    }
}
