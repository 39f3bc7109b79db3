package io.clickmill.api.dialect.dub;

import io.clickmill.api.query.Field;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The vendor's words for the groupings of {@code GET /analytics}, with the fields of each. */
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
    /** Has no groups, as Clickmill's events have no partner tags. */
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

    /** The fields to group by; empty for one row, or for one row a bucket. */
    List<Field> fields() {
        return fields;
    }

    /** Whether the group of events whose value is unknown is shown, as {@code (direct)}. */
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

    /** All words except {@link #TRIGGER}, as the vendor's error message lists them. */
    static String wordsOfMessage() {
        return Arrays.stream(values())
                .filter(grouping -> grouping != TRIGGER)
                .map(Grouping::word)
                .collect(Collectors.joining(", "));
    }
}
