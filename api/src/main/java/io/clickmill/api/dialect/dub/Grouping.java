package io.clickmill.api.dialect.dub;

import io.clickmill.api.query.Field;
import io.clickmill.contract.words.Worded;
import io.clickmill.contract.words.Words;
import java.util.EnumSet;
import java.util.List;

/** The vendor's words for what {@code GET /analytics} groups by, and the fields that hold it. */
enum Grouping implements Worded {
    COUNT,
    TIMESERIES,
    CONTINENTS(Field.CONTINENT),
    REGIONS(Field.REGION),
    COUNTRIES(Field.COUNTRY),
    CITIES(Field.COUNTRY, Field.REGION, Field.CITY),
    DEVICES(Field.DEVICE),
    BROWSERS(Field.BROWSER),
    OS(Field.OS),
    /** An older word for {@link #TRIGGERS}. */
    TRIGGER(Field.TRIGGER),
    TRIGGERS(Field.TRIGGER),
    REFERERS(Field.REFERER_DOMAIN),
    REFERER_URLS(Field.REFERER_BASE_URL),
    TOP_FOLDERS(Field.FOLDER_ID),
    TOP_LINK_TAGS(Field.TAG),
    TOP_DOMAINS(Field.DOMAIN),
    TOP_LINKS(Field.LINK),
    TOP_URLS(Field.URL),
    TOP_BASE_URLS(Field.BASE_URL),
    TOP_PARTNERS(Field.PARTNER_ID),
    TOP_GROUPS(Field.GROUP_ID),
    /** Clickmill's events have no partner tags. */
    TOP_PARTNER_TAGS,
    UTM_SOURCES(Field.UTM_SOURCE),
    UTM_MEDIUMS(Field.UTM_MEDIUM),
    UTM_CAMPAIGNS(Field.UTM_CAMPAIGN),
    UTM_TERMS(Field.UTM_TERM),
    UTM_CONTENTS(Field.UTM_CONTENT);

    private final List<Field> fields;

    Grouping(Field... fields) {
        this.fields = List.of(fields);
    }

    /** What the events are grouped by; none for one row, or one a step. */
    List<Field> fields() {
        return fields;
    }

    /** Whether the group of events whose value is unknown is shown, as {@code (direct)}. */
    boolean showsUnknown() {
        return this == REFERERS || this == REFERER_URLS;
    }

    /** All words but the older one, as in the vendor's message. */
    static String wordsOfMessage() {
        return String.join(", ", Words.all(EnumSet.complementOf(EnumSet.of(TRIGGER))));
    }
}
