package io.clickmill.job.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WordSetTest {
    private final WordSet words = WordSet.of("abc", "abx", "bd", "ios/");

    @Test
    void findsItsWordsAnywhere() {
        assertThat(words.isIn("abx")).isTrue();
        assertThat(words.isIn("--abcde")).isTrue();
        assertThat(words.isIn("ababd")).isTrue();
        assertThat(words.isIn("")).isFalse();
        assertThat(words.isIn("ab")).isFalse();
        assertThat(words.isIn("ABC")).isFalse();
    }

    @Test
    void findsBeginningsOfWords() {
        assertThat(words.startsWordIn("ios/17")).isTrue();
        assertThat(words.startsWordIn("(ios/17")).isTrue();
        assertThat(words.startsWordIn("3ios/17")).isTrue();
        assertThat(words.startsWordIn("axios/1.7")).isFalse();
        assertThat(words.startsWordIn("axios/1.7 ios/17")).isTrue();
    }

    @Test
    void refusesAnEmptyWord() {
        assertThatThrownBy(() -> WordSet.of("")).isInstanceOf(IllegalArgumentException.class);
    }
}
