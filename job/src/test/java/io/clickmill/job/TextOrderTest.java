package io.clickmill.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextOrderTest {
    private static final List<String> TEXTS = List.of(
            "",
            "A",
            "Z",
            "a",
            "aB",
            "ab",
            "a\0",
            "-",
            "_",
            "\u00e9",
            "\u20ac",
            "\ud7ff",
            "\ue000",
            "\uffff",
            "\ud83d\ude00",
            "\ud83d\ude01",
            "\udbff\udfff",
            "\ud800\udc00",
            "x\uff5e",
            "x\ud83d\ude00",
            "x\ud83d\ude00y");

    @Test
    void isTheOrderOfTheBytesOfUtf8() {
        for (String one : TEXTS) {
            for (String other : TEXTS) {
                assertThat(Integer.signum(TextOrder.C.compare(one, other)))
                        .as("%s, %s", one, other)
                        .isEqualTo(Integer.signum(Arrays.compareUnsigned(one.getBytes(UTF_8), other.getBytes(UTF_8))));
            }
        }
    }
}
