package io.clickmill.api.dialect.dub;

import io.clickmill.api.query.Field;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The vendor's words for what {@code GET /analytics} groups by, and the fields that hold it. */
enum Grouping {
    COUNT("count"),
    TIMESERIES("timeseries"),
    CONTINENTS("continents", Field.CONTINENT),
    REGIONS("regions", Field.REGION),
    COUNTRIES("countries", Field.COUNTRY),
    CITIES("cities", Field.COUNTRY, Field.REGION, Field.CITY),
    DEVICES("devices", Field.DEVICE),
    BROWSERS("browsers", Field.BROWSER),
    OS("os", Field.OS),
    /** An older word for {@link #TRIGGERS}. */
    TRIGGER("trigger", Field.TRIGGER),
    TRIGGERS("triggers", Field.TRIGGER),
    REFERERS("referers", Field.REFERER_DOMAIN),
    REFERER_URLS("referer_urls", Field.REFERER_BASE_URL),
    TOP_FOLDERS("top_folders", Field.FOLDER_ID),
    TOP_LINK_TAGS("top_link_tags", Field.TAG),
    TOP_DOMAINS("top_domains", Field.DOMAIN),
    TOP_LINKS("top_links", Field.LINK),
    TOP_URLS("top_urls", Field.URL),
    TOP_BASE_URLS("top_base_urls", Field.BASE_URL),
    TOP_PARTNERS("top_partners", Field.PARTNER_ID),
    TOP_GROUPS("top_groups", Field.GROUP_ID),
    /** Clickmill's events have none. */
    TOP_PARTNER_TAGS("top_partner_tags"),
    UTM_SOURCES("utm_sources", Field.UTM_SOURCE),
    UTM_MEDIUMS("utm_mediums", Field.UTM_MEDIUM),
    UTM_CAMPAIGNS("utm_campaigns", Field.UTM_CAMPAIGN),
    UTM_TERMS("utm_terms", Field.UTM_TERM),
    UTM_CONTENTS("utm_contents", Field.UTM_CONTENT);

    private final String word;
    private final List<Field> fields;

    Grouping(String word, Field... fields) {
        this.word = word;
        this.fields = List.of(fields);
    }

    String word() {
        return word;
    }

    /** What the events are grouped by; none for one row, or one a step. */
    List<Field> fields() {
        return fields;
    }

    /** Whether a group whose value is not known is shown, as coming directly. */
    boolean showsUnknown() {
        return this == REFERERS || this == REFERER_URLS;
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Grouping::word).toList();
    }

    /** The grouping of a word that is one of {@link #words}. */
    static Grouping ofWord(String word) {
        return Arrays.stream(values())
                .filter(grouping -> grouping.word.equals(word))
                .findFirst()
                .orElseThrow();
    }

    /** All words but the older one, as in the vendor's message. */
    static String wordsOfMessage() {
        return Arrays.stream(values())
                .filter(grouping -> grouping != TRIGGER)
                .map(Grouping::word)
                .collect(Collectors.joining(", "));
    }
}
