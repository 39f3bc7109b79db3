package io.clickmill.api.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.words.Words;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlanTest {
    @Test
    void goesFromFreeToEnterprise() {
        assertThat(Words.all(Plan.class)).containsExactly("free", "pro", "business", "advanced", "enterprise");
        assertThat(Plan.ADVANCED.isAtLeast(Plan.BUSINESS)).isTrue();
        assertThat(Plan.BUSINESS.isAtLeast(Plan.BUSINESS)).isTrue();
        assertThat(Plan.PRO.isAtLeast(Plan.BUSINESS)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "free, FREE",
        "business, BUSINESS",
        "business plus, BUSINESS",
        "business max, BUSINESS",
        "business extra, BUSINESS",
        "enterprise, ENTERPRISE"
    })
    void isFoundByItsWord(String word, Plan plan) {
        assertThat(Plan.ofWord(word)).contains(plan);
    }

    @ParameterizedTest
    @CsvSource({"gold", "FREE", "business mega", "''"})
    void isNotFoundByAnUnknownWord(String word) {
        assertThat(Plan.ofWord(word)).isEmpty();
    }
}
