package io.clickmill.api.dialect.placewise;

import io.clickmill.api.http.ErrorAnswer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The reports, with what each costs and demands. */
enum PlacewiseReport {
    /** The clicks of each sending. */
    SENDINGS_LINKS_STATS(
            "Reporting:Api:Report:SendingsLinksStats",
            2,
            List.of(PlacewiseField.SOURCE_ID, PlacewiseField.VISITS_COUNT, PlacewiseField.UNIQUE_VISITS_COUNT)),
    /** The clicks of each link of each sending. */
    SENDINGS_LINKS(
            "Reporting:Api:Report:SendingsLinks",
            3,
            Stream.of(
                            Stream.of(PlacewiseField.SOURCE_ID),
                            PlacewiseField.OF_URL.stream(),
                            Stream.of(PlacewiseField.VISITS_COUNT, PlacewiseField.UNIQUE_VISITS_COUNT))
                    .flatMap(fields -> fields)
                    .toList()),
    /** The clicks in the steps of a series. */
    LINKS_VISITS_HISTORY(
            "Reporting:Api:Report:LinksVisitsHistory",
            3,
            Stream.concat(
                            Stream.of(PlacewiseField.SOURCE_TYPE, PlacewiseField.SOURCE_ID),
                            PlacewiseField.OF_URL.stream())
                    .toList());

    private final String permit;
    private final int cost;
    private final List<PlacewiseField> filterable;

    PlacewiseReport(String permit, int cost, List<PlacewiseField> filterable) {
        this.permit = permit;
        this.cost = cost;
        this.filterable = filterable;
    }

    /**
     * The report that a body names.
     *
     * @throws ErrorAnswer if it names none that there is
     */
    static PlacewiseReport of(PlacewiseBody body) {
        List<String> words = Arrays.stream(values()).map(PlacewiseReport::word).toList();
        String word = body.requiredWord("report", words).orElse("");
        body.details().requireNone();
        return values()[words.indexOf(word)];
    }

    /** The report's name in requests. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a key needs beside the general permit. */
    String permit() {
        return permit;
    }

    /** Of the rate limit's tokens, without the filter. */
    int cost() {
        return cost;
    }

    /** The fields that its filters may name. */
    List<PlacewiseField> filterable() {
        return filterable;
    }
}
