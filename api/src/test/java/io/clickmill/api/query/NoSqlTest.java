package io.clickmill.api.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that questions and plans contain no SQL. Package {@code sql} makes it from them. */
class NoSqlTest {
    private static final Path PACKAGES = Path.of("src/main/java/io/clickmill/api");
    private static final Pattern STRING_OR_COMMENT =
            Pattern.compile("(\"(?:\\\\.|[^\"\\\\])*\")|/\\*.*?\\*/|//[^\n]*", Pattern.DOTALL);
    private static final Pattern SQL = Pattern.compile(
            "\\b(SELECT|CASE WHEN|COLLATE|coalesce|substring\\(.* FROM|split_part|regexp_\\w+|unnest|convert_from"
                    + "|octet_length|jsonb_\\w+)\\b|->>|::text");

    @ParameterizedTest
    @ValueSource(strings = {"query", "plan"})
    void hasNoSqlInItsTexts(String name) throws IOException {
        try (Stream<Path> files = Files.list(PACKAGES.resolve(name))) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            assertThat(sources).isNotEmpty();
            for (Path source : sources) {
                String code = STRING_OR_COMMENT
                        .matcher(Files.readString(source))
                        .replaceAll(found -> found.group(1) == null ? "" : Matcher.quoteReplacement(found.group(1)));
                assertThat(SQL.matcher(code).results().map(found -> found.group()))
                        .as(source.toString())
                        .isEmpty();
            }
        }
    }
}
