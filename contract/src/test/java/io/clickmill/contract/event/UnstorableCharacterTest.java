package io.clickmill.contract.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class UnstorableCharacterTest {
    private static final String SMILE = "\uD83D\uDE00";
    private static final char HIGH = SMILE.charAt(0);
    private static final char LOW = SMILE.charAt(1);

    @Test
    void findsNoneInTextOfWholeCharacters() {
        for (String text : new String[] {"", "Größe", "a" + SMILE + "b", SMILE + SMILE, "\t\n"}) {
            assertThat(UnstorableCharacter.indexIn(text)).isEqualTo(-1);
        }
    }

    @Test
    void findsNul() {
        assertThat(UnstorableCharacter.indexIn("ab\0")).isEqualTo(2);
        assertThat(UnstorableCharacter.indexIn(SMILE + "\0" + HIGH)).isEqualTo(2);
    }

    @Test
    void findsHalfOfAPair() {
        assertThat(UnstorableCharacter.indexIn("a" + HIGH)).isEqualTo(1);
        assertThat(UnstorableCharacter.indexIn(HIGH + "a")).isZero();
        assertThat(UnstorableCharacter.indexIn("" + LOW + HIGH)).isZero();
        assertThat(UnstorableCharacter.indexIn(HIGH + SMILE)).isZero();
        assertThat(UnstorableCharacter.indexIn(SMILE + LOW)).isEqualTo(2);
    }
}
