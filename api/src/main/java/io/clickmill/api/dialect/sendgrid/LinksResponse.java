package io.clickmill.api.dialect.sendgrid;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Writes one page of links: {@code {"results":[{"url":"https://example.com","url_location":0,"step_id":"all",
 * "clicks":3}],"total_clicks":3,"_metadata":{"self":"http://…","count":1}}}.
 */
final class LinksResponse {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a single send has in place of a step, as the vendor answers without an A/B test. */
    private static final String NO_TEST = "all";

    private final LinksRequest request;
    private final List<ClickedLink> links;
    private final String url;

    private LinksResponse(LinksRequest request, List<ClickedLink> links, String url) {
        this.request = request;
        this.links = links;
        this.url = url;
    }

    /**
     * The body.
     *
     * @param links all of them, in order
     * @param url absolute, of the request without its query
     */
    static byte[] of(LinksRequest request, List<ClickedLink> links, String url) {
        return new LinksResponse(request, links, url).body().toString().getBytes(StandardCharsets.UTF_8);
    }

    private ObjectNode body() {
        int before = linksBefore();
        int first = isBackwards() ? Math.max(0, before - request.pageSize()) : before;
        int end = isBackwards() ? before : Math.min(before + request.pageSize(), links.size());
        List<ClickedLink> page = links.subList(first, end);
        ObjectNode body = JSON.createObjectNode();
        ArrayNode results = body.putArray("results");
        page.forEach(link -> write(link, results.addObject()));
        body.put("total_clicks", links.stream().mapToLong(ClickedLink::clicks).sum());
        ObjectNode metadata = body.putObject("_metadata");
        if (first > 0 && !page.isEmpty()) {
            metadata.put("prev", url(request.token(new PagePosition(false, page.get(0)))));
        }
        metadata.put("self", request.pageToken().map(this::url).orElseGet(() -> url("")));
        if (end < links.size() && !page.isEmpty()) {
            metadata.put("next", url(request.token(new PagePosition(true, page.get(page.size() - 1)))));
        }
        metadata.put("count", links.size());
        return body;
    }

    private boolean isBackwards() {
        return request.position().isPresent() && !request.position().get().isBehind();
    }

    /** How many links lie before the place at which the page starts, or ends if it goes backwards. */
    private int linksBefore() {
        if (request.position().isEmpty()) {
            return 0;
        }
        PagePosition position = request.position().get();
        int found = Collections.binarySearch(links, position.link(), ClickedLink.ORDER);
        int before = found < 0 ? -found - 1 : found;
        return position.isBehind() && found >= 0 ? before + 1 : before;
    }

    private void write(ClickedLink link, ObjectNode row) {
        row.put("url", link.url());
        link.location().ifPresent(location -> row.put("url_location", location));
        switch (request.kind()) {
            case AUTOMATION -> row.put("step_id", link.stepId());
            case SINGLE_SEND -> row.put("ab_variation", NO_TEST).put("ab_phase", NO_TEST);
        }
        row.put("clicks", link.clicks());
    }

    private String url(String pageToken) {
        List<String> parameters = new ArrayList<>();
        if (!request.groupBy().isEmpty()) {
            parameters.add("group_by=" + list(request.groupBy()));
        }
        if (!request.stepIds().isEmpty()) {
            parameters.add("step_ids=" + list(request.stepIds()));
        }
        if (request.pageSizeGiven()) {
            parameters.add("page_size=" + request.pageSize());
        }
        if (!pageToken.isEmpty()) {
            parameters.add("page_token=" + pageToken);
        }
        return parameters.isEmpty() ? url : url + "?" + String.join("&", parameters);
    }

    private static String list(List<String> values) {
        return String.join(
                ",",
                values.stream()
                        .map(value ->
                                URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"))
                        .toList());
    }
}
