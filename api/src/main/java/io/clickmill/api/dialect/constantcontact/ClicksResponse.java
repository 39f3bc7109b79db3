package io.clickmill.api.dialect.constantcontact;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.contract.event.Event;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * Writes one page of clicks. The vendor's client for Java refuses unknown members, so there are none. It also drops the
 * first character of {@code next_link}, so this is a slash.
 */
final class ClicksResponse {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter CLICK_DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private ClicksResponse() {}

    /**
     * The body.
     *
     * @param clicks the clicks of the page, and the one after it if another page follows
     * @param path the encoded path of the request
     */
    static String of(ClicksRequest request, List<Event> clicks, String path) {
        List<Event> page = clicks.subList(0, Math.min(request.limit(), clicks.size()));
        ObjectNode body = JSON.createObjectNode();
        ObjectNode pagination = body.putObject("meta").putObject("pagination");
        if (clicks.size() > page.size()) {
            pagination.put("next_link", path + "?next=" + request.tokenAfter(page.get(page.size() - 1)));
        }
        ArrayNode results = body.putArray("results");
        page.forEach(click -> write(click, results.addObject()));
        return body.toString();
    }

    private static void write(Event click, ObjectNode row) {
        row.put("activity_type", "EMAIL_CLICK")
                .put("campaign_id", click.message().campaignId())
                .put("contact_id", click.recipient().subscriberId())
                .put("email_address", click.recipient().emailAddress())
                .put("link_id", click.link().id())
                .put("click_date", CLICK_DATE.format(click.time()));
    }
}
