package io.clickmill.job.enrich;

/**
 * The place of an address. Unknown parts are "".
 *
 * @param country ISO 3166-1, two letters: {@code GB}
 * @param region ISO 3166-2 with its country: {@code GB-ENG}
 * @param city the English name: {@code London}
 * @param continent two letters: AF, AN, AS, EU, NA, OC or SA
 */
public record GeoPlace(String country, String region, String city, String continent) {
    /** An unknown place. */
    public static final GeoPlace UNKNOWN = new GeoPlace("", "", "", "");
}
