package io.clickmill.job.enrich;

import io.clickmill.contract.event.Click;
import java.util.List;

/**
 * A click and what was found out about it. What is not known is "", a value like any other.
 *
 * @param place where it came from: as the click says, else by its address
 * @param client what its user agent says
 * @param utm the campaign tags of its link
 * @param refererHost the host of the page that it came from
 * @param visitor who clicked: a keyed 64-bit hash, see {@link VisitorHash}
 * @param botReasons the wire names of the reasons to take it for a machine's; empty for a human's
 */
public record EnrichedClick(
        Click click,
        GeoPlace place,
        UserAgentFacts client,
        UtmTags utm,
        String refererHost,
        long visitor,
        List<String> botReasons) {

    /** The click's address in the one form that it has however it was written; what was sent, if it is not an address. */
    public String ip() {
        return ClickAddress.read(click.ip()).text();
    }

    public String country() {
        return place.country();
    }

    public String region() {
        return place.region();
    }

    public String city() {
        return place.city();
    }

    public String continent() {
        return place.continent();
    }

    public String device() {
        return client.device();
    }

    public String browser() {
        return client.browser();
    }

    public String browserVersion() {
        return client.browserVersion();
    }

    public String os() {
        return client.os();
    }

    /** Whether it is taken for a machine's. */
    public boolean bot() {
        return !botReasons.isEmpty();
    }
}
