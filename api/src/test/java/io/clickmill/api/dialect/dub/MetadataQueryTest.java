package io.clickmill.api.dialect.dub;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.query.MetadataCondition;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MetadataQueryTest {
    private static final int CHARS = 10_000;
    private static final long MAX_MILLIS = 50;

    @Test
    void readsConditionsWithAnyWhiteSpaceAround() {
        assertThat(MetadataQuery.parse("metadata['plan'] = 'pro'  \t and\n metadata.seats>=  10 OR metadata.a:b"))
                .map(MetadataCondition::toString)
                .containsExactly(
                        "MetadataCondition[key=plan, operator=EQUAL, value=pro]",
                        "MetadataCondition[key=seats, operator=GREATER_OR_EQUAL, value=10]",
                        "MetadataCondition[key=a, operator=EQUAL, value=b]");
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1.,1", "1.5,1.5", ".5,0.5", "-2e3,-2000", "+7,7", "1.5E-1,0.15"})
    void readsNumbers(String text, double number) {
        assertThat(MetadataQuery.parse("metadata.a>" + text).get(0).number()).hasValue(number);
    }

    @ParameterizedTest
    @CsvSource({".", "1e", "e1", "1.2.3", "1 2", "--1", "x1"})
    void readsNothingElseAsANumber(String text) {
        assertThat(MetadataQuery.parse("metadata.a>" + text).get(0).number()).isEmpty();
    }

    /** The shortest of three runs counts, as the machine may be busy. */
    @ParameterizedTest
    @MethodSource
    void takesLinearTime(String query) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long begin = System.nanoTime();
            MetadataQuery.parse(query).forEach(MetadataCondition::number);
            least = Math.min(least, System.nanoTime() - begin);
        }
        assertThat(TimeUnit.NANOSECONDS.toMillis(least)).isLessThan(MAX_MILLIS);
    }

    static Stream<String> takesLinearTime() {
        return Stream.of(
                "x" + " ".repeat(CHARS) + "y",
                "x" + " and".repeat(CHARS / 4) + "\t".repeat(CHARS) + "y",
                "metadata.a>" + "1".repeat(CHARS) + "x",
                "metadata.a>" + ".1".repeat(CHARS / 2),
                "metadata.a>1e" + "9".repeat(CHARS) + "e",
                "metadata.a=" + " ".repeat(CHARS) + "x\nx",
                "metadata." + "a.".repeat(CHARS / 2),
                "metadata['a']" + "[a]".repeat(CHARS / 3),
                "metadata.a='" + "'".repeat(CHARS) + "x");
    }
}
