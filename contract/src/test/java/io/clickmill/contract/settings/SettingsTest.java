package io.clickmill.contract.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SettingsTest {
    @Test
    void readsEachKindWithoutSurroundingBlanks() {
        Settings settings = new Settings(Map.of(
                "TEXT", " a b ",
                "LIST", "a, b,",
                "DURATION", " 250ms",
                "NUMBER", " 7 ",
                "FLAG", "true ",
                "SECRET", "0123456789abcdef",
                "CLICKMILL_POSTGRES_URL", " jdbc:postgresql://db/clicks"));
        assertThat(settings.text("TEXT", "default")).isEqualTo("a b");
        assertThat(settings.textOrNull("TEXT")).isEqualTo("a b");
        assertThat(settings.list("LIST")).containsExactly("a", " b", "");
        assertThat(settings.duration("DURATION", Duration.ZERO)).isEqualTo(Duration.ofMillis(250));
        assertThat(settings.number("NUMBER", 1, 7, 7)).isEqualTo(7);
        assertThat(settings.flag("FLAG")).isTrue();
        assertThat(settings.secret("SECRET", 16)).isEqualTo("0123456789abcdef");
        assertThat(settings.postgresUrl()).isEqualTo("jdbc:postgresql://db/clicks");
        settings.requireValid();
    }

    @Test
    void returnsDefaultsForAbsentAndBlankSettings() {
        Settings settings = new Settings(Map.of("BLANK", " "));
        for (String name : new String[] {"ABSENT", "BLANK"}) {
            assertThat(settings.text(name, "default")).isEqualTo("default");
            assertThat(settings.textOrNull(name)).isNull();
            assertThat(settings.list(name)).isEmpty();
            assertThat(settings.duration(name, Duration.ofDays(1))).isEqualTo(Duration.ofDays(1));
            assertThat(settings.number(name, 0, 1, 2)).isZero();
            assertThat(settings.flag(name)).isFalse();
        }
        settings.requireValid();
    }

    @Test
    void collectsAllErrorsAndShowsNoSecret() {
        Map<String, String> values = new HashMap<>();
        values.put("DURATION", "soon");
        values.put("NUMBER", "8");
        values.put("NO_NUMBER", "many");
        values.put("HUGE_NUMBER", "99999999999");
        values.put("FLAG", "yes");
        values.put("SECRET", "hunter2");
        values.put("CLICKMILL_POSTGRES_URL", "postgres://u:hunter2@db/clicks");
        values.put("CLICKMILL_KAFKA_OPT_ACKS", "hunter2");
        Settings settings = new Settings(values);
        assertThat(settings.duration("DURATION", Duration.ZERO)).isEqualTo(Duration.ZERO);
        assertThat(settings.number("NUMBER", 3, 1, 7)).isEqualTo(3);
        settings.number("NO_NUMBER", 3, 1, 7);
        settings.number("HUGE_NUMBER", 3, 1, 7);
        settings.flag("FLAG");
        settings.secret("SECRET", 16);
        settings.postgresUrl();
        settings.kafka("k:9092");
        settings.invalid("OTHER", "this", "that");
        assertThatThrownBy(settings::requireValid)
                .isInstanceOf(Settings.InvalidException.class)
                .hasMessage("""
                        DURATION: soon (expected: a duration above 0 such as 250ms, 15s, 10min, 24h or 20d)
                        NUMBER: 8 (expected: 1..7)
                        NO_NUMBER: many (expected: 1..7)
                        HUGE_NUMBER: 99999999999 (expected: 1..7)
                        FLAG: yes (expected: true or false)
                        SECRET: 7 characters (expected: at least 16, random, and the same for as long as visitors are to be recognised)
                        CLICKMILL_POSTGRES_URL: not a PostgreSQL URL (expected: jdbc:postgresql://HOST:PORT/DATABASE)
                        CLICKMILL_KAFKA_OPT_ACKS: option acks is not taken (expected: one of security.*, sasl.*, ssl.*, client.dns.lookup)
                        OTHER: this (expected: that)""");
    }

    @Test
    void requiresTheDatabase() {
        Settings settings = new Settings(Map.of());
        settings.postgresUrl();
        assertThatThrownBy(settings::requireValid)
                .hasMessage("CLICKMILL_POSTGRES_URL: missing (expected: jdbc:postgresql://HOST:PORT/DATABASE)");
    }
}
