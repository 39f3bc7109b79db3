package io.clickmill.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class DimensionTest {
    @Test
    void leavesOutOfALinkWhatIsConstantForIt() {
        assertThat(Dimension.of(Scope.LINK))
                .contains(Dimension.TOTAL, Dimension.COUNTRY, Dimension.CAMPAIGN)
                .doesNotContain(Dimension.LINK, Dimension.URL, Dimension.CUSTOM_LINK_TITLE, Dimension.UTM_SOURCE);
    }

    @Test
    void keepsPlacementOnCampaignsOnly() {
        assertThat(Dimension.PLACEMENT.isKeptFor(Scope.CAMPAIGN)).isTrue();
        assertThat(Dimension.PLACEMENT.isKeptFor(Scope.ACCOUNT)).isFalse();
        assertThat(Dimension.PLACEMENT.isKeptFor(Scope.SOURCE)).isFalse();
    }

    @Test
    void countsUniquesOfALinkInItsTotalOnly() {
        assertThat(Dimension.TOTAL.hasUniques(Scope.LINK)).isTrue();
        assertThat(Dimension.COUNTRY.hasUniques(Scope.LINK)).isFalse();
        assertThat(Dimension.COUNTRY.hasUniques(Scope.CAMPAIGN)).isTrue();
        assertThat(Dimension.LINK.hasUniques(Scope.ACCOUNT)).isFalse();
    }

    @Test
    void cutsValuesAtACharacterWithin512Bytes() {
        assertThat(Dimension.cut("a".repeat(512))).hasSize(512);
        assertThat(Dimension.cut("a".repeat(513))).hasSize(512);
        String cut = Dimension.cut("é".repeat(300));
        assertThat(cut.getBytes(StandardCharsets.UTF_8)).hasSize(512);
        String emoji = Dimension.cut("a" + "😀".repeat(200));
        assertThat(emoji.getBytes(StandardCharsets.UTF_8)).hasSize(509);
        assertThat(emoji).endsWith("😀");
    }
}
