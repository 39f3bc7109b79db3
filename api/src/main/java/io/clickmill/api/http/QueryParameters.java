package io.clickmill.api.http;

import io.clickmill.api.query.QueryError;
import io.clickmill.api.query.QueryException;
import io.clickmill.contract.event.Utf8;
import io.clickmill.contract.words.Worded;
import io.clickmill.contract.words.Words;
import io.javalin.http.Context;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parameters of a request's query string. Methods that read a parameter throw a {@link QueryException} that names
 * the parameter if it is invalid.
 *
 * @param values the decoded values by name, in the given order
 */
public record QueryParameters(Map<String, List<String>> values) {
    private static final Pattern ENCODED = Pattern.compile("(?:%[0-9A-Fa-f]{2})+");
    private static final Pattern MALFORMED = Pattern.compile("%(?![0-9A-Fa-f]{2}).{0,2}");
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,10}");

    /**
     * Reads all parameters of a request.
     *
     * @throws QueryException if a value cannot be decoded. Javalin would silently drop the parameter, and an answer
     *     without one of its filters is wrong
     */
    public static QueryParameters of(Context context) {
        String query = context.queryString();
        if (query != null) {
            Matcher malformed = MALFORMED.matcher(query);
            if (malformed.find()) {
                throw new QueryException(
                        QueryError.invalid("query", malformed.group(), "two hexadecimal digits after each %"));
            }
            ENCODED.matcher(query).results().map(MatchResult::group).forEach(QueryParameters::requireUtf8);
        }
        return new QueryParameters(context.queryParamMap());
    }

    /** All values of a parameter; an empty list if it is absent. */
    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** The first value of a parameter; empty if it is absent. */
    public Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    /**
     * The value of a parameter that may be given only once; empty if it is absent.
     *
     * @param expected the expectation in the error if the parameter is given more than once
     */
    public Optional<String> one(String name, String expected) {
        if (all(name).size() > 1) {
            throw new QueryException(
                    new QueryError(QueryError.Code.REPEATED, name, String.join(" and ", all(name)), expected));
        }
        return first(name);
    }

    /**
     * The parsed value of a parameter that may be given only once; empty if it is absent.
     *
     * @param reader parses the text; returns empty for an invalid text
     * @param expected the expectation in the error for an invalid text
     */
    public <T> Optional<T> read(String name, Function<String, Optional<T>> reader, String expected) {
        Optional<String> text = one(name, "to be given once");
        Optional<T> value = text.flatMap(reader);
        if (text.isPresent() && value.isEmpty()) {
            throw new QueryException(QueryError.invalid(name, text.get(), expected));
        }
        return value;
    }

    /** The constant that a parameter names by its word. The parameter may be given once; empty if it is absent. */
    public <T extends Enum<T> & Worded> Optional<T> word(String name, Class<T> type) {
        return read(name, text -> Words.of(type, text), String.join(", ", Words.all(type)));
    }

    /** A number in digits, between the bounds; empty if the parameter is not given. */
    public Optional<Integer> number(String name, int min, int max) {
        return read(name, text -> integer(text, min, max), min + ".." + max);
    }

    /** Parses a whole number of up to ten digits; empty unless it is between the bounds, both included. */
    public static Optional<Integer> integer(String text, int min, int max) {
        return Optional.of(text)
                .filter(DIGITS.asMatchPredicate())
                .map(Long::valueOf)
                .filter(number -> number >= min && number <= max)
                .map(Long::intValue);
    }

    /** Turns spaces back into plus signs: a plus sign that the client did not encode arrives as a space. */
    public static String withPlus(String text) {
        return text.replace(' ', '+');
    }

    private static void requireUtf8(String encoded) {
        if (Utf8.decode(HexFormat.of().parseHex(encoded.replace("%", ""))).isEmpty()) {
            throw new QueryException(QueryError.invalid("query", encoded, "UTF-8"));
        }
    }
}
