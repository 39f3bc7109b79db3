package io.clickmill.api.dialect.placewise;

import io.clickmill.api.http.ErrorAnswer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The reports, with the permit, the cost and the filterable fields of each. */
enum Report {
    /** The clicks of each sending. */
    SENDINGS_LINKS_STATS(
            "Reporting:Api:Report:SendingsLinksStats",
            2,
            List.of(ReportField.SOURCE_ID, ReportField.VISITS_COUNT, ReportField.UNIQUE_VISITS_COUNT)),
    /** The clicks of each link of each sending. */
    SENDINGS_LINKS(
            "Reporting:Api:Report:SendingsLinks",
            3,
            Stream.of(
                            Stream.of(ReportField.SOURCE_ID),
                            ReportField.OF_URL.stream(),
                            Stream.of(ReportField.VISITS_COUNT, ReportField.UNIQUE_VISITS_COUNT))
                    .flatMap(fields -> fields)
                    .toList()),
    /** The clicks in the buckets of a series. */
    LINKS_VISITS_HISTORY(
            "Reporting:Api:Report:LinksVisitsHistory",
            3,
            Stream.concat(Stream.of(ReportField.SOURCE_TYPE, ReportField.SOURCE_ID), ReportField.OF_URL.stream())
                    .toList());

    private final String permit;
    private final int cost;
    private final List<ReportField> filterable;

    Report(String permit, int cost, List<ReportField> filterable) {
        this.permit = permit;
        this.cost = cost;
        this.filterable = filterable;
    }

    /**
     * The report that a body names.
     *
     * @throws ErrorAnswer if it names no report, or an unknown one
     */
    static Report of(Body body) {
        List<String> words = Arrays.stream(values()).map(Report::word).toList();
        String word = body.requiredWord("report", words).orElse("");
        body.details().requireNone();
        return values()[words.indexOf(word)];
    }

    /** The report's name in requests. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The scope that a key needs in addition to the general permit. */
    String permit() {
        return permit;
    }

    /** The tokens that a request costs, without those for its filter. */
    int cost() {
        return cost;
    }

    /** The fields that its filters may name. */
    List<ReportField> filterable() {
        return filterable;
    }
}
