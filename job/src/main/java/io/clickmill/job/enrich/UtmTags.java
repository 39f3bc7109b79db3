package io.clickmill.job.enrich;

import io.clickmill.contract.event.Click;
import io.clickmill.contract.event.QueryParameters;
import java.util.Comparator;
import java.util.Map;

/**
 * The five campaign tags of a link's query, {@code utm_source} and so on, "" where it has none. Their names are read in any
 * case; of several that differ by case only, the one in lower case counts, else the first in the order of the alphabet.
 */
public record UtmTags(String source, String medium, String campaign, String term, String content) {
    /** No tags. */
    public static final UtmTags NONE = new UtmTags("", "", "", "", "");

    /** The tags in the click's params, and where these have none, in its URL. */
    static UtmTags of(Click click) {
        UtmTags given = of(click.params());
        return given.equals(NONE) && mayHaveTags(click.url()) ? of(QueryParameters.of(click.url())) : given;
    }

    /** Spares other URLs the parsing; an encoded name is not looked for. */
    private static boolean mayHaveTags(String url) {
        for (int i = url.indexOf('_'); i >= 0; i = url.indexOf('_', i + 1)) {
            if (url.regionMatches(true, i - 3, "utm", 0, 3)) {
                return true;
            }
        }
        return false;
    }

    private static UtmTags of(Map<String, String> params) {
        if (params.isEmpty()) {
            return NONE;
        }
        return new UtmTags(
                tag(params, "utm_source"),
                tag(params, "utm_medium"),
                tag(params, "utm_campaign"),
                tag(params, "utm_term"),
                tag(params, "utm_content"));
    }

    private static String tag(Map<String, String> params, String name) {
        String exact = params.get(name);
        if (exact != null) {
            return exact;
        }
        return params.keySet().stream()
                .filter(name::equalsIgnoreCase)
                .min(Comparator.naturalOrder())
                .map(params::get)
                .orElse("");
    }
}
