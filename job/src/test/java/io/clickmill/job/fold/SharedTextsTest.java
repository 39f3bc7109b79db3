package io.clickmill.job.fold;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedTextsTest {
    private final SharedTexts texts = new SharedTexts();

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "Łódź", "😀", "https://x.test/a?b=c", "\u0000\u007f\u0080\u00ff"})
    void makesTheTextOfItsBytes(String text) {
        for (int round = 0; round < 2; round++) {
            assertThat(read(text)).isEqualTo(text);
            assertThat(read(text.repeat(200))).isEqualTo(text.repeat(200));
        }
    }

    @Test
    void givesTheSameObjectForTheSameText() {
        assertThat(read("London")).isSameAs(read("London"));
    }

    /** More texts than there are places, so that many share one. */
    @Test
    void tellsTextsOfTheSamePlaceApart() {
        for (int i = 0; i < 200_000; i++) {
            String text = "l-" + i % 100_000;
            assertThat(read(text)).isEqualTo(text);
        }
    }

    private String read(String text) {
        byte[] bytes = ("before" + text + "after").getBytes(StandardCharsets.UTF_8);
        return texts.of(bytes, "before".length(), text.getBytes(StandardCharsets.UTF_8).length);
    }
}
