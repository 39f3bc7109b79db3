package io.clickmill.api.dialect.sendgrid;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes one page of links: {@code {"results":[{"url":"https://example.com","url_location":0,"step_id":"all",
 * "clicks":3}],"total_clicks":3,"_metadata":{"self":"http://…","count":1}}}.
 */
final class LinksResponse {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The variation and the phase of a single send without an A/B test, as the vendor answers. */
    private static final String NO_TEST = "all";

    private final LinksRequest request;
    private final LinksPage page;
    private final String url;

    private LinksResponse(LinksRequest request, LinksPage page, String url) {
        this.request = request;
        this.page = page;
        this.url = url;
    }

    /**
     * The body.
     *
     * @param url the absolute URL of the request, without its query
     */
    static String of(LinksRequest request, LinksPage page, String url) {
        return new LinksResponse(request, page, url).body().toString();
    }

    private ObjectNode body() {
        ObjectNode body = JSON.createObjectNode();
        ArrayNode results = body.putArray("results");
        page.links().forEach(link -> write(link, results.addObject()));
        body.put("total_clicks", page.totalClicks());
        ObjectNode metadata = body.putObject("_metadata");
        page.previous().ifPresent(position -> metadata.put("prev", url(request.token(position))));
        metadata.put("self", request.pageToken().map(this::url).orElseGet(() -> url("")));
        page.next().ifPresent(position -> metadata.put("next", url(request.token(position))));
        metadata.put("count", page.count());
        return body;
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
