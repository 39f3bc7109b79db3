package io.clickmill.api.dialect.dub;

import io.clickmill.api.query.Comparison;
import io.clickmill.api.query.MetadataCondition;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads the parameter {@code query}, such as {@code metadata['plan'] = 'pro' and metadata.seats >= 10}. Conditions are
 * joined by {@code and} or {@code or}, in lower or upper case. As at the vendor, all conditions have to hold either
 * way. A text that is not a condition on metadata is ignored.
 */
final class MetadataQuery {
    /**
     * Matches only from the beginning of a run of white space. Attempts within a long run would take quadratic time.
     */
    private static final Pattern JOIN = Pattern.compile("(?<!\\s)\\s++(?:AND|and|OR|or)\\s+");

    private static final Pattern CONDITION = Pattern.compile(
            "metadata(?:\\.(?<name>[A-Za-z0-9_]+)(?:\\.[A-Za-z0-9_.]+)?|\\[['\"](?<quoted>[A-Za-z0-9_.]+)['\"]](?:\\[.*])?)"
                    + "\\s*+(?<operator>!=|>=|<=|:|=|>|<)\\s*+(?<value>.+)");
    private static final Pattern QUOTES = Pattern.compile("^(['\"])(.*)\\1$");

    private MetadataQuery() {}

    static List<MetadataCondition> parse(String query) {
        return Stream.of(JOIN.split(query.strip()))
                .flatMap(text -> condition(text.strip()).stream())
                .toList();
    }

    private static Optional<MetadataCondition> condition(String text) {
        Matcher condition = CONDITION.matcher(text);
        if (!condition.matches()) {
            return Optional.empty();
        }
        String name = condition.group("name");
        String symbol = condition.group("operator");
        Comparison operator = symbol.equals(":")
                ? Comparison.EQUAL
                : Comparison.ofSymbol(symbol).orElseThrow();
        String value = QUOTES.matcher(condition.group("value").strip()).replaceFirst("$2");
        return Optional.of(new MetadataCondition(name == null ? condition.group("quoted") : name, operator, value));
    }
}
