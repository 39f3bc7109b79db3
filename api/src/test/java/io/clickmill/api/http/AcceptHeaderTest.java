package io.clickmill.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AcceptHeaderTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON",
                "application/*",
                "*/*",
                "text/html, application/json;q=0.001",
                "application/json; charset=utf-8",
                "text/html;q=0, */*",
                "application/json;q=1, */*;q=0",
                "application/json;q=0.05"
            })
    void acceptsJson(String accept) {
        assertThat(AcceptHeader.allowsJson(accept)).contains(true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/html",
                "application/xml",
                "application/json;q=0",
                "application/json; q=0.000, */*",
                "application/*;q=0, */*;q=1",
                "*/*;q=0.0",
                "application/jsonp",
                "json",
                ","
            })
    void doesNotAcceptJson(String accept) {
        assertThat(AcceptHeader.allowsJson(accept)).contains(false);
    }

    @Test
    void isEmptyWithoutTheHeader() {
        assertThat(AcceptHeader.allowsJson("")).isEmpty();
        assertThat(AcceptHeader.allowsJson("  ")).isEmpty();
    }
}
