package io.clickmill.api.dialect.placewise;

import io.clickmill.api.http.ErrorAnswer;
import io.clickmill.contract.words.Worded;
import io.clickmill.contract.words.Words;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The reports, with what each costs and demands. */
enum Report implements Worded {
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
        Optional<Report> report =
                body.requiredWord("report", Words.all(Report.class)).flatMap(word -> Words.of(Report.class, word));
        body.details().requireNone();
        return report.orElseThrow();
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
