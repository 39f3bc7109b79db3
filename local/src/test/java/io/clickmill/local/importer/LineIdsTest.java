package io.clickmill.local.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LineIdsTest {
    @Test
    void givesEqualLinesDifferentIds() {
        assertThat(new HashSet<>(ids("a", "b", "a", "a"))).hasSize(4);
    }

    @Test
    void givesTheSameIdsToTheSameFileAgain() {
        assertThat(ids("a", "b", "a")).isEqualTo(ids("a", "b", "a"));
    }

    @Test
    void countsOccurrencesOfEachLineSeparately() {
        assertThat(ids("a", "a"))
                .containsExactlyElementsOf(ids("a", "b", "a").stream()
                        .filter(id -> !id.equals(ids("b").get(0)))
                        .toList());
    }

    @Test
    void writesSixteenBytesInHexadecimal() {
        assertThat(ids("a").get(0)).matches("[0-9a-f]{32}");
    }

    /** Ids must stay the same from release to release. Otherwise a second import would add everything again. */
    @Test
    void keepsItsIdsFromReleaseToRelease() {
        assertThat(ids("192.0.2.1 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 5"))
                .containsExactly("677bcb03b76dbc080ca75b281f47d779");
    }

    @Test
    void givesManyLinesDifferentIds() {
        LineIds ids = new LineIds();
        Set<String> seen = new HashSet<>();
        for (int line = 0; line < 20_000; line++) {
            seen.add(ids.next(Integer.toString(line).getBytes(StandardCharsets.UTF_8)));
        }
        assertThat(seen).hasSize(20_000);
    }

    private static List<String> ids(String... lines) {
        LineIds ids = new LineIds();
        return Stream.of(lines)
                .map(line -> ids.next(line.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }
}
