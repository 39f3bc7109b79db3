package io.clickmill.bench.ask;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A question to {@code /v1/stats}.
 *
 * @param parameters all but the range, by their names in the URL
 */
record Question(String name, Kind kind, Instant from, Instant to, Map<String, String> parameters) {
    private static final Set<String> NO_FILTERS =
            Set.of("group_by", "interval", "timezone", "metrics", "limit", "offset");

    /** How a question is answered, as README.md has it. */
    enum Kind {
        /** By rollups, so that the time must not grow with the clicks. */
        @JsonProperty("rollup")
        ROLLUP,
        /** From the log, or with more values than a chart has. */
        @JsonProperty("other")
        OTHER;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param parameters such as {@code group_by=country&limit=20}; may be empty */
    static Question of(String name, Kind kind, Instant from, Instant to, String parameters) {
        Map<String, String> values = new LinkedHashMap<>();
        Arrays.stream(parameters.split("&"))
                .filter(parameter -> !parameter.isEmpty())
                .map(parameter -> parameter.split("=", 2))
                .forEach(parameter -> values.put(parameter[0], parameter[1]));
        return new Question(name, kind, from, to, values);
    }

    /** Path and query of its URL. */
    String path() {
        StringBuilder path = new StringBuilder("/v1/stats?from=" + from + "&to=" + to);
        parameters.forEach(
                (name, value) -> path.append('&').append(name).append('=').append(value));
        return path.toString();
    }

    List<String> groupBy() {
        String words = parameters.getOrDefault("group_by", "");
        return words.isEmpty() ? List.of() : List.of(words.split(","));
    }

    boolean isSeries() {
        return parameters.containsKey("interval");
    }

    boolean asksUniques() {
        return parameters.getOrDefault("metrics", "").contains("uniques");
    }

    /** The fields that must have a value, with it. */
    Map<String, String> filters() {
        Map<String, String> filters = new LinkedHashMap<>(parameters);
        filters.keySet().removeAll(NO_FILTERS);
        return filters;
    }
}
