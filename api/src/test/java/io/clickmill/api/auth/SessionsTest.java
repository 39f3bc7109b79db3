package io.clickmill.api.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SessionsTest {
    private static final String KEY_ID = HexFormat.of().formatHex(ApiKey.digest("cm_first"));
    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
    private static final Optional<String> SECRET = Optional.of("a secret of at least 32 characters");

    private final MutableClock clock = new MutableClock(NOW);
    private final Sessions sessions = new Sessions(SECRET, clock);

    @Test
    void findsWhatItHasBegun() {
        String text = sessions.begin(KEY_ID);
        assertThat(sessions.find(text)).hasValue(new Sessions.Session(KEY_ID, NOW, false));
        assertThat(new Sessions(SECRET, clock).find(text)).as("another process").isPresent();
        assertThat(text).doesNotContain("cm_").matches("[A-Za-z0-9_-]{107}");
    }

    @Test
    void endsAfterTwelveHoursAndSaysWhenItIsOld() {
        String text = sessions.begin(KEY_ID);
        clock.advance(Duration.ofHours(1));
        assertThat(sessions.find(text)).hasValue(new Sessions.Session(KEY_ID, NOW, false));
        clock.advance(Duration.ofSeconds(1));
        assertThat(sessions.find(text)).hasValue(new Sessions.Session(KEY_ID, NOW, true));
        clock.advance(Duration.ofHours(11).minusSeconds(2));
        assertThat(sessions.find(text)).isPresent();
        clock.advance(Duration.ofSeconds(1));
        assertThat(sessions.find(text)).isEmpty();
    }

    @Test
    void endsAWeekAfterItsBeginningHoweverOftenItIsRenewed() {
        String text = sessions.begin(KEY_ID);
        for (int hours = 0; hours < 7 * 24 - 11; hours += 11) {
            clock.advance(Duration.ofHours(11));
            text = sessions.renew(sessions.find(text).orElseThrow());
        }
        clock.advance(
                Duration.between(clock.instant(), NOW.plus(Duration.ofDays(7))).minusSeconds(1));
        assertThat(sessions.find(text)).isPresent();
        clock.advance(Duration.ofSeconds(1));
        assertThat(sessions.find(text)).isEmpty();
    }

    @Test
    void takesNothingThatItHasNotSigned() {
        String text = sessions.begin(KEY_ID);
        for (int i = 0; i < text.length(); i++) {
            char other = text.charAt(i) == 'A' ? 'B' : 'A';
            String changed = text.substring(0, i) + other + text.substring(i + 1);
            assertThat(sessions.find(changed)).as("changed at %d", i).isEmpty();
        }
        assertThat(sessions.find("")).isEmpty();
        assertThat(sessions.find("no base64!")).isEmpty();
        assertThat(sessions.find(text + "AAAA")).isEmpty();
        assertThat(sessions.find(text.substring(4))).isEmpty();
        assertThat(new Sessions(Optional.of("another secret of 32 characters."), clock).find(text))
                .isEmpty();
        assertThat(new Sessions(Optional.empty(), clock).find(text)).isEmpty();
    }

    @Test
    void signsInOnceByALink() {
        String word = sessions.link(KEY_ID);
        assertThat(sessions.redeem("another")).isEmpty();
        assertThat(sessions.redeem(word)).hasValue(KEY_ID);
        assertThat(sessions.redeem(word)).isEmpty();
        assertThat(sessions.link(KEY_ID)).isNotEqualTo(sessions.link(KEY_ID));
    }
}
