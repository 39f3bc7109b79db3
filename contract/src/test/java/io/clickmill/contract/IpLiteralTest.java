package io.clickmill.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpLiteralTest {
    @ParameterizedTest
    @CsvSource({
        "8.8.8.8, 8.8.8.8",
        "255.255.255.255, 255.255.255.255",
        "2001:4860:4860::8888, 2001:4860:4860:0:0:0:0:8888",
        "2001:DB8::A, 2001:db8:0:0:0:0:0:a",
        "::1, 0:0:0:0:0:0:0:1",
        "::ffff:8.8.8.8, 8.8.8.8"
    })
    void readsLiterals(String text, String address) {
        assertThat(IpLiteral.parse(text))
                .extracting(InetAddress::getHostAddress)
                .isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "localhost",
                "example.com",
                "face.de",
                "8.8.8",
                "8.8.8.8.8",
                "8.8.8.",
                ".8.8.8",
                "8..8.8",
                "256.1.1.1",
                "99999999999.1.1.1",
                "134744072",
                "8.8.8.8:80",
                " 8.8.8.8",
                "8.8.8.８",
                "[::1]",
                "fe80::1%eth0",
                "g::1",
                "1::2::3",
                "12345::",
                "1:2:3:4:5:6:7:8:9",
                ":",
                "::ffff:999.8.8.8",
                "beef",
                "cafe.babe",
                "1.2.3.4.",
                "1.2.3.4.5",
                "1:2",
                ".::1"
            })
    void refusesEverythingElse(String text) {
        assertThat(IpLiteral.parse(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.1.2.3",
                "10.0.0.1",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "169.254.1.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.2.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.9",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "fe80::1",
                "fc00::1",
                "fd12:3456::1",
                "ff02::1",
                "2001:db8::1",
                "::ffff:10.0.0.1"
            })
    void recognizesAddressesThatAreNotPublic(String text) {
        assertThat(IpLiteral.isPublic(IpLiteral.parse(text))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0.0.1",
                "8.8.8.8",
                "100.63.255.255",
                "100.128.0.0",
                "172.15.0.1",
                "172.32.0.1",
                "192.0.1.1",
                "192.1.0.1",
                "198.17.0.1",
                "198.51.101.1",
                "203.0.112.1",
                "223.255.255.255",
                "2001:4860:4860::8888",
                "2a00:1450::1"
            })
    void recognizesPublicAddresses(String text) {
        assertThat(IpLiteral.isPublic(IpLiteral.parse(text))).isTrue();
    }
}
