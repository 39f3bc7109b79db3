package io.clickmill.api.dialect.placewise;

import io.clickmill.contract.words.Worded;
import java.util.List;

/** The fields of the records and series of reports, in the order of the vendor's records. */
enum ReportField implements Worded {
    /** The number of the account. */
    LOYALTY_CLUB_ID,
    /** The kind of the vendor's component that made the visit. Events do not have it, so it is always null. */
    SOURCE_TYPE,
    /** The sending that a click came from. */
    SOURCE_ID,
    HOST,
    PATH,
    UTM_CAMPAIGN,
    UTM_CONTENT,
    UTM_MEDIUM,
    UTM_SOURCE,
    UTM_TERM,
    VISITS_COUNT,
    UNIQUE_VISITS_COUNT;

    /** The fields that are parts of the link's destination. */
    static final List<ReportField> OF_URL =
            List.of(HOST, PATH, UTM_CAMPAIGN, UTM_CONTENT, UTM_MEDIUM, UTM_SOURCE, UTM_TERM);

    /** Whether its values are numbers that have an order, and never null. */
    boolean isCount() {
        return this == VISITS_COUNT || this == UNIQUE_VISITS_COUNT;
    }
}
