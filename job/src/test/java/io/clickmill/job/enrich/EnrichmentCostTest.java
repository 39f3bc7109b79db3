package io.clickmill.job.enrich;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.event.ClickParser;
import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.EventRules;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks that no event costs more than 20 ms of processor time, whatever its texts are. It adds up the time of the
 * thread that enriches and of the thread that parses user agents for it, because elapsed time would include the load of
 * the machine. Every measurement is the minimum of three, none of them from the cache, on a warm JVM. The JVM's own
 * work can make one of them slow, but hardly all three.
 */
class EnrichmentCostTest {
    private static final long MAX_NANOS = 20_000_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int RANDOM_TEXTS = 300;
    private static final int MAX_TEXT_CHARS = 8_192;

    private static final List<String> ATOMS = List.of(
            "1",
            "a",
            "/",
            "|",
            "=",
            ";",
            ",",
            "(",
            "[",
            "{",
            "<",
            ")",
            "]",
            "}",
            ">",
            " ",
            "\"",
            "\\",
            ":",
            "-",
            ".",
            "%20",
            "%28",
            "+",
            "@",
            "1(",
            "a/",
            "[1",
            "a/1 ",
            "a=1 ",
            "a|b ",
            "(a (b) ",
            "../",
            "build/",
            "http://",
            "www.a.b/",
            "Mozilla/5.0 ",
            "Windows NT 10.0; ",
            "like Gecko",
            "[FBAN/",
            "en-US",
            "AAAAAAAAAAAAAAAA==",
            "\t",
            "\u00e9",
            "\ud83d");

    private static final UserAgents USER_AGENTS = UserAgents.shared();
    private static final Enricher ENRICHER = new Enricher(GeoLookup.shared(null), USER_AGENTS, "key".getBytes(UTF_8));

    @BeforeAll
    static void warmUp() {
        Random random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            USER_AGENTS.facts("Mozilla/5.0 (X11; Linux x86_64; rv:" + i + ") Gecko/20100101 Firefox/" + i);
        }
        for (int i = 0; i < 100; i++) {
            USER_AGENTS.facts(hostile(random, 512));
        }
    }

    static Stream<String> userAgents() {
        Random random = new Random(20_261_129);
        return Stream.concat(
                Stream.of(
                        "1(".repeat(64),
                        "a/".repeat(384),
                        "[1".repeat(64),
                        "a|".repeat(48),
                        "(a (b) ".repeat(32),
                        "a=1 ".repeat(48),
                        "../".repeat(40),
                        "a ".repeat(200),
                        "a%28".repeat(100),
                        "build/".repeat(40)),
                Stream.generate(() -> hostile(random, 1 + random.nextInt(768))).limit(RANDOM_TEXTS));
    }

    @Test
    void readsEveryUserAgentInTime() {
        assertThat(userAgents().filter(text -> least(i -> USER_AGENTS.facts(uncached(text, i))) > MAX_NANOS))
                .isEmpty();
    }

    @Test
    void enrichesEveryClickInTime() {
        Random random = new Random(7);
        for (int n = 0; n < RANDOM_TEXTS; n++) {
            String text = hostile(random, MAX_TEXT_CHARS);
            Event event = Event.build(c -> {
                c.accountId = "acme";
                c.ip = text.substring(0, 45);
                c.referer = "http://" + text;
                c.url = "http://a.test/?utm_source=" + text;
                c.subscriberId = text.substring(0, 256);
            });
            assertThat(least(i -> ENRICHER.enrich(event))).as(text).isLessThan(MAX_NANOS);
            assertThat(least(i -> StorableText.of(text))).as(text).isLessThan(MAX_NANOS);
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    void parsesEveryRecordInTime(String record) {
        ClickParser parser = new ClickParser(EventRules.DEFAULTS);
        byte[] bytes = record.substring(0, Math.min(record.length(), 65_536)).getBytes(UTF_8);
        assertThat(least(i -> parser.parse("clicks", 0, i, 1_764_000_000_000L, null, bytes)))
                .isLessThan(MAX_NANOS);
    }

    static Stream<String> records() {
        return Stream.of(
                "[".repeat(65_536),
                "{\"a\":".repeat(13_107),
                "9".repeat(65_536),
                "{\"timestamp\":" + "9".repeat(65_000) + "}",
                "{\"event_id\":\"" + "\\u0000".repeat(10_000) + "\"}",
                "{\"params\":{" + "\"a\":\"b\",".repeat(8_000) + "}}",
                "{\"url\":\"http://a/?" + "a=%41&".repeat(10_000) + "\"}",
                "{\"timestamp\":1e" + "9".repeat(9) + "}");
    }

    private static String hostile(Random random, int chars) {
        StringBuilder text = new StringBuilder();
        int kinds = 1 + random.nextInt(5);
        List<String> atoms =
                random.ints(kinds, 0, ATOMS.size()).mapToObj(ATOMS::get).toList();
        while (text.length() < chars) {
            text.append(atoms.get(random.nextInt(kinds)));
        }
        return text.substring(0, chars);
    }

    /** Nearly the same text, which is another key in the cache. */
    private static String uncached(String text, int i) {
        return i == 0 ? text : i + text;
    }

    private static long least(IntConsumer read) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3 && least > MAX_NANOS; i++) {
            long start = processorNanos();
            read.accept(i);
            least = Math.min(least, processorNanos() - start);
        }
        return least;
    }

    private static long processorNanos() {
        // The time of a thread that has ended is -1.
        return THREADS.getCurrentThreadCpuTime()
                + Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().equals(UserAgents.READER))
                        .mapToLong(thread -> Math.max(0, THREADS.getThreadCpuTime(thread.getId())))
                        .sum();
    }
}
