package io.clickmill.api.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.query.Field;
import io.clickmill.contract.Resources;
import io.clickmill.contract.words.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the tests in {@code pure.test.js}, of the dashboard's modules that need no page: its address, ranges, filters and
 * questions.
 */
final class ModulesTest {
    @TempDir
    private static Path folder;

    private static Context context;

    @BeforeAll
    static void load() throws IOException {
        List<String> names = new ArrayList<>(
                Resources.text(Assets.class, "files.txt").lines().toList());
        names.addAll(List.of("check.js", "pure.test.js"));
        for (String name : names) {
            Files.write(folder.resolve(name), Resources.bytes(ModulesTest.class, name));
        }
        context = Context.newBuilder("js")
                .allowIO(IOAccess.ALL)
                .allowExperimentalOptions(true)
                .option("engine.WarnInterpreterOnly", "false")
                .option("js.esm-eval-returns-exports", "true")
                .build();
        eval("pure.test.js");
    }

    private static Value eval(String name) throws IOException {
        return context.eval(Source.newBuilder("js", folder.resolve(name).toFile())
                .mimeType("application/javascript+module")
                .build());
    }

    @AfterAll
    static void close() {
        context.close();
    }

    @TestFactory
    Stream<DynamicTest> holds() throws IOException {
        Value tests = eval("check.js").getMember("tests");
        List<DynamicTest> found = new ArrayList<>();
        for (Value entries = tests.getHashEntriesIterator(); entries.hasIteratorNextElement(); ) {
            Value entry = entries.getIteratorNextElement();
            Value run = entry.getArrayElement(1);
            found.add(DynamicTest.dynamicTest(entry.getArrayElement(0).asString(), run::executeVoid));
        }
        return found.stream();
    }

    @Test
    void knowsEveryFieldAndWhichOnesRollupsCount() throws IOException {
        Value filters = eval("filters.js");
        assertThat(filters.getMember("FIELDS").as(List.class)).hasSameElementsAs(Words.all(Field.class));
        assertThat(filters.getMember("ROLLUP_FIELDS").as(List.class))
                .hasSameElementsAs(Stream.of(Field.values())
                        .filter(field -> field.dimension().isPresent())
                        .map(Field::word)
                        .toList());
    }

    @Test
    void findsTheTests() throws IOException {
        assertThat(eval("check.js").getMember("tests").getHashSize()).isGreaterThan(10);
    }
}
