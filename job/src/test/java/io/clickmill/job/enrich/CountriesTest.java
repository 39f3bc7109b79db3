package io.clickmill.job.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.event.Event.Place;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CountriesTest {
    @ParameterizedTest
    @CsvSource({
        "GB, GB",
        "gb, GB",
        "' fr ', FR",
        "UK, GB",
        "Uk, GB",
        "GBR, GB",
        "deu, DE",
        "United Kingdom, GB",
        "GREAT BRITAIN, GB",
        "USA, US",
        "U.S.A., US",
        "u.s., US",
        "United States, US",
        "The United States of America, US",
        "The Netherlands, NL",
        "Holland, NL",
        "Deutschland, DE",
        "España, ES",
        "espana, ES",
        "Österreich, AT",
        "日本, JP",
        "Россия, RU",
        "Russian Federation, RU",
        "'Korea, Republic of', KR",
        "South Korea, KR",
        "Türkiye, TR",
        "Turkey, TR",
        "Czech Republic, CZ",
        "Czechia, CZ",
        "Côte d'Ivoire, CI",
        "Cote dIvoire, Cote dIvoire",
        "Viet Nam, VN",
        "Trinidad & Tobago, TT",
        "Trinidad and Tobago, TT",
        "St. Lucia, LC",
        "EL, GR",
        "xk, XK",
        "Kosovo, XK"
    })
    void readsCountries(String given, String code) {
        assertThat(Countries.code(given)).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"T1", "Atlantis", "GB-ENG", "276"})
    void keepsUnknownCountries(String given) {
        assertThat(Countries.code(given)).isEqualTo(given);
        assertThat(Countries.continent(given)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "XX", "zz", "-", "--", "Unknown", "(null)"})
    void readsTheWordsForUnknownAsEmpty(String given) {
        assertThat(Countries.code(given)).isEmpty();
    }

    @Test
    void knowsEveryCode() {
        for (String code : Locale.getISOCountries()) {
            assertThat(Countries.code(code)).isEqualTo(code);
            assertThat(Countries.code(new Locale("", code).getISO3Country().toLowerCase(Locale.ROOT)))
                    .isEqualTo(code);
            assertThat(Countries.code(new Locale("", code).getDisplayCountry(Locale.ENGLISH)))
                    .isEqualTo(code);
            assertThat(Countries.continent(code)).as(code).hasSize(2);
        }
    }

    /** A country has the same continent here as in the geo database. */
    @ParameterizedTest
    @CsvSource({"128.232.0.1", "8.8.8.8", "1.1.1.1", "196.25.1.1", "200.160.2.3", "202.12.27.33", "91.198.174.192"})
    void agreesWithTheGeoDatabase(String ip) {
        Place found = GeoLookup.shared(null).find(ip);
        assertThat(found.country()).isNotEmpty();
        assertThat(Countries.continent(found.country())).isEqualTo(found.continent());
    }

    @Test
    void readsContinents() {
        assertThat(Countries.continentCode(" eu ")).isEqualTo("EU");
        assertThat(Countries.continentCode("Europe")).isEqualTo("Europe");
        assertThat(Countries.continentCode("")).isEmpty();
    }
}
