package io.clickmill.job.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class StorableTextTest {
    @Test
    void returnsOrdinaryTextUnchanged() {
        String text = "Chrome 120 é 😀";
        assertThat(StorableText.of(text)).isEqualTo(text);
        String plain = "Chrome 120";
        assertThat(StorableText.of(plain)).isSameAs(plain);
    }

    @Test
    void dropsControlCharactersAndHalvesOfPairs() {
        assertThat(StorableText.of("a\u0000b\u001fc\ud800d\udc00e")).isEqualTo("abcde");
    }
}
