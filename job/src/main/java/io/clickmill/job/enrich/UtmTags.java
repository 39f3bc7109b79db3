package io.clickmill.job.enrich;

import io.clickmill.contract.event.Click;
import io.clickmill.contract.event.QueryParameters;
import java.util.Map;

/** The five campaign tags of a link's query, {@code utm_source} and so on; "" where it has none. */
public record UtmTags(String source, String medium, String campaign, String term, String content) {
    /** No tags. */
    public static final UtmTags NONE = new UtmTags("", "", "", "", "");

    /** The tags in the click's params, and where these have none, in its URL. */
    static UtmTags of(Click click) {
        UtmTags given = of(click.params());
        return given.equals(NONE) && click.url().contains("utm_") ? of(QueryParameters.of(click.url())) : given;
    }

    private static UtmTags of(Map<String, String> params) {
        if (params.isEmpty()) {
            return NONE;
        }
        return new UtmTags(
                params.getOrDefault("utm_source", ""),
                params.getOrDefault("utm_medium", ""),
                params.getOrDefault("utm_campaign", ""),
                params.getOrDefault("utm_term", ""),
                params.getOrDefault("utm_content", ""));
    }
}
