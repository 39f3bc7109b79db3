package io.clickmill.job.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RobotListTest {
    private final RobotList list = RobotList.load();

    /** Robots that are found by words, by expressions of every form, and by one that looks far ahead. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mozilla/5.0 (compatible; AhrefsSiteAudit/6.1; +http://ahrefs.com/robot/)",
                "GTmetrix",
                "SISTRIX crawler",
                "curl/8.9.1",
                "Wget/1.24.5",
                "AdsBot-Google",
                "BlogTraffic/1.4 Feed-Fetcher",
                "x Current x Current x RSS Reader",
                "Mozilla/5.0 sentry/8.6.0"
            })
    void namesRobots(String userAgent) {
        assertThat(list.names(userAgent)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "libcurl",
                "xsentry/8.6.0",
                "RSS Reader of the Current",
                "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
                "Mozilla/5.0 (Linux; Android 4.4.4; HTC Butterfly 2) AppleWebKit/537.36 Chrome/49.0 Mobile Safari/537.36"
            })
    void namesNothingElse(String userAgent) {
        assertThat(list.names(userAgent)).isFalse();
    }
}
