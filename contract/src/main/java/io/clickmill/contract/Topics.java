package io.clickmill.contract;

import io.clickmill.contract.settings.Settings;
import java.io.Serializable;
import java.util.Map;

/**
 * Names of the Kafka topics and of the job's consumer group. A system on one machine has the defaults; a cluster can
 * set others.
 *
 * @param clicks topic of events
 * @param links topic of links and their attributes
 * @param rejected topic of the records that the job has rejected
 * @param group consumer group under which the job's offsets can be watched
 */
public record Topics(String clicks, String links, String rejected, String group) implements Serializable {
    private static final long serialVersionUID = 1;

    public static final String CLICKS_VARIABLE = "CLICKMILL_KAFKA_CLICKS_TOPIC";
    public static final String LINKS_VARIABLE = "CLICKMILL_LINKS_TOPIC";
    public static final String REJECTED_VARIABLE = "CLICKMILL_KAFKA_REJECTED_TOPIC";
    public static final String GROUP_VARIABLE = "CLICKMILL_KAFKA_GROUP_ID";

    /** The names that apply where nothing is set. */
    public static final Topics DEFAULTS = new Topics("clicks", "links", "clicks.rejected", "clickmill");

    /** Reads the names from the settings. */
    public static Topics read(Settings settings) {
        return new Topics(
                settings.text(CLICKS_VARIABLE, DEFAULTS.clicks),
                settings.text(LINKS_VARIABLE, DEFAULTS.links),
                settings.text(REJECTED_VARIABLE, DEFAULTS.rejected),
                settings.text(GROUP_VARIABLE, DEFAULTS.group));
    }

    /** The environment variables from which job and API read this record. */
    public Map<String, String> toEnvironment() {
        return Map.of(
                CLICKS_VARIABLE, clicks, LINKS_VARIABLE, links, REJECTED_VARIABLE, rejected, GROUP_VARIABLE, group);
    }
}
