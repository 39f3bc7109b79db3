package io.clickmill.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SealFormatTest {
    /** If this fails, {@link SealFormat#VERSION} must grow: seals with other columns exist. */
    @Test
    void hasTheseColumnsInThisVersion() {
        assertThat(SealFormat.VERSION).isEqualTo(1);
        assertThat(HexFormat.of().formatHex(Sha256.of(SealFormat.types())))
                .isEqualTo("fc08d4f064a274f7b831de6cb931295da98d8da48f852cd78d7d20ecc8cd1859");
    }
}
