package io.clickmill.job.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.contract.IpLiteral;
import io.clickmill.contract.event.Event.Place;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeoLookupTest {
    private final GeoLookup geo = GeoLookup.shared(null);

    @ParameterizedTest(name = "{0} is in {1}")
    @CsvSource(
            emptyValue = "",
            nullValues = "null",
            value = {
                "8.8.8.8,              US, '',     '',         NA",
                "2001:4860:4860::8888, US, '',     '',         NA",
                "::ffff:8.8.8.8,       US, '',     '',         NA",
                "128.232.0.1:443,      GB, GB-ENG, Cambridge,  EU",
                "'10.0.0.1, [128.232.0.1]', GB, GB-ENG, Cambridge, EU",
                "1.1.1.1,              AU, '',     '',         OC",
                "128.232.0.1,          GB, GB-ENG, Cambridge,  EU",
                "196.25.1.1,           ZA, '',     '',         AF"
            })
    void findsPublicAddresses(String ip, String country, String region, String city, String continent) {
        assertThat(geo.find(ip)).isEqualTo(new Place(country, region, city, continent));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "localhost", "example.com", "10.1.2.3", "127.0.0.1", "fd00::1", "256.0.0.1"})
    void findsNothingElse(String ip) {
        assertThat(geo.find(ip)).isEqualTo(Place.UNKNOWN);
    }

    @Test
    void doesNotLookUpAnIpv6AddressInAnIpv4Database() {
        assertThat(GeoLookup.canAnswer(4, IpLiteral.parse("2001:4860:4860::8888")))
                .isFalse();
        assertThat(GeoLookup.canAnswer(4, IpLiteral.parse("8.8.8.8"))).isTrue();
        assertThat(GeoLookup.canAnswer(6, IpLiteral.parse("2001:4860:4860::8888")))
                .isTrue();
    }

    @Test
    void isSharedWithinAJvm() {
        assertThat(GeoLookup.shared(null)).isSameAs(geo);
    }

    @Test
    void readsAConfiguredFile(@TempDir Path folder) throws IOException {
        Path countries = folder.resolve("countries.mmdb");
        try (InputStream bundled = GeoLookup.class.getResourceAsStream("/GeoLite2-Country.mmdb")) {
            Files.copy(bundled, countries);
        }
        GeoLookup own = GeoLookup.shared(countries.toString());
        assertThat(own.find("128.232.0.1")).isEqualTo(new Place("GB", "", "", "EU"));
        assertThat(GeoLookup.shared(countries.toString())).isSameAs(own);
    }

    @Test
    void refusesADatabaseWithoutPlaces(@TempDir Path folder) throws IOException {
        Path networks = folder.resolve("networks.mmdb");
        try (InputStream bundled = GeoLookup.class.getResourceAsStream("/GeoLite2-ASN.mmdb")) {
            Files.copy(bundled, networks);
        }
        assertThatThrownBy(() -> GeoLookup.shared(networks.toString()))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("its type is GeoLite2-ASN (expected: a City, Enterprise or Country database)");
    }

    @Test
    void namesAFileThatItCannotRead(@TempDir Path folder) throws IOException {
        Path absent = folder.resolve("absent.mmdb");
        assertThatThrownBy(() -> GeoLookup.shared(absent.toString()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot read the geo database: " + absent)
                .hasCauseInstanceOf(NoSuchFileException.class);
        Path text = Files.writeString(folder.resolve("text.mmdb"), "no database");
        assertThatThrownBy(() -> GeoLookup.shared(text.toString()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot read the geo database: " + text);
    }
}
