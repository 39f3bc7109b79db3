package io.clickmill.api.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.query.Field;
import io.clickmill.contract.words.Words;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.graalvm.polyglot.Value;
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

    private static Modules modules;

    @BeforeAll
    static void load() throws IOException {
        modules = Modules.load(folder);
        modules.eval("pure.test.js");
    }

    @AfterAll
    static void close() {
        modules.close();
    }

    @TestFactory
    Stream<DynamicTest> holds() throws IOException {
        Value tests = modules.eval("check.js").getMember("tests");
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
        Value filters = modules.eval("filters.js");
        assertThat(filters.getMember("FIELDS").as(List.class)).hasSameElementsAs(Words.all(Field.class));
        assertThat(filters.getMember("ROLLUP_FIELDS").as(List.class))
                .hasSameElementsAs(Stream.of(Field.values())
                        .filter(field -> field.dimension().isPresent())
                        .map(Field::word)
                        .toList());
    }

    @Test
    void findsTheTests() throws IOException {
        assertThat(modules.eval("check.js").getMember("tests").getHashSize()).isGreaterThan(10);
    }
}
