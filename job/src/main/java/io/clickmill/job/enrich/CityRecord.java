package io.clickmill.job.enrich;

import com.maxmind.db.MaxMindDbConstructor;
import com.maxmind.db.MaxMindDbParameter;
import io.clickmill.contract.event.Event.Place;
import java.util.ArrayList;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The few fields of a MaxMind city record that are used. The reader skips the others, and so looks up a million
 * addresses a second; the complete model of the geoip2 library takes it to 370,000 (random addresses, one thread).
 *
 * <p>It is public because the reader creates it by reflection.
 */
public record CityRecord(
        @MaxMindDbParameter(name = "country") @Nullable Coded country,
        @MaxMindDbParameter(name = "continent") @Nullable Continent continent,
        @MaxMindDbParameter(name = "city") @Nullable City city,
        @MaxMindDbParameter(name = "subdivisions") @Nullable ArrayList<Coded> subdivisions) {

    @MaxMindDbConstructor
    public CityRecord {}

    /** A country, or a subdivision of one. */
    public record Coded(
            @MaxMindDbParameter(name = "iso_code") @Nullable String isoCode) {
        @MaxMindDbConstructor
        public Coded {}
    }

    /** A continent, by its code of two letters. */
    public record Continent(
            @MaxMindDbParameter(name = "code") @Nullable String code) {
        @MaxMindDbConstructor
        public Continent {}
    }

    /** A city, by its names. */
    public record City(
            @MaxMindDbParameter(name = "names") @Nullable Names names) {
        @MaxMindDbConstructor
        public City {}
    }

    /** The English name of a city. */
    public record Names(
            @MaxMindDbParameter(name = "en") @Nullable String english) {
        @MaxMindDbConstructor
        public Names {}
    }

    /**
     * The place of this record. Its region is the first subdivision, which is the largest: England, and not a county in
     * it.
     */
    Place place() {
        String countryCode = code(country);
        String subdivision = subdivisions == null || subdivisions.isEmpty() ? "" : code(subdivisions.get(0));
        return new Place(
                countryCode,
                countryCode.isEmpty() || subdivision.isEmpty() ? "" : countryCode + "-" + subdivision,
                city == null || city.names() == null ? "" : text(city.names().english()),
                continent == null ? "" : text(continent.code()));
    }

    private static String code(@Nullable Coded coded) {
        return coded == null ? "" : text(coded.isoCode());
    }

    private static String text(@Nullable String nullable) {
        return Objects.requireNonNullElse(nullable, "");
    }
}
