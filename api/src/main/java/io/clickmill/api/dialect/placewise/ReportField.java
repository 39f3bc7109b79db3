package io.clickmill.api.dialect.placewise;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The fields of records and series, in the order of the vendor's records. */
enum ReportField {
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

    /** The field's name in requests and answers. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether its values are numbers to be compared, which are never null. */
    boolean isCount() {
        return this == VISITS_COUNT || this == UNIQUE_VISITS_COUNT;
    }

    /** The field of that word, or empty if there is none. */
    static Optional<ReportField> ofWord(String word) {
        return Arrays.stream(values())
                .filter(field -> field.word().equals(word))
                .findFirst();
    }

    static List<String> words(List<ReportField> fields) {
        return fields.stream().map(ReportField::word).toList();
    }
}
