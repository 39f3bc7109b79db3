package io.clickmill.job.enrich;

import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.Event.Utm;
import io.clickmill.contract.event.QueryParameters;
import java.util.Comparator;
import java.util.Map;

/**
 * Finds the five campaign tags of a link's query, {@code utm_source} and so on. Their names are read in any case. Of
 * several names that differ by case only, the one in lower case counts, else the first in the order of the alphabet.
 */
final class UtmTags {
    private UtmTags() {}

    /** The tags in the event's params. If these have none, the tags in its URL. */
    static Utm of(Event event) {
        Utm given = of(event.params());
        String url = event.link().url();
        return given.equals(Utm.NONE) && mayHaveTags(url) ? of(QueryParameters.of(url)) : given;
    }

    /** Saves the parsing of most URLs without tags. It does not find percent-encoded names. */
    private static boolean mayHaveTags(String url) {
        for (int i = url.indexOf('_'); i >= 0; i = url.indexOf('_', i + 1)) {
            if (url.regionMatches(true, i - 3, "utm", 0, 3)) {
                return true;
            }
        }
        return false;
    }

    private static Utm of(Map<String, String> params) {
        if (params.isEmpty()) {
            return Utm.NONE;
        }
        return new Utm(
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
