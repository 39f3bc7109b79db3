package io.clickmill.api.http;

import io.clickmill.api.query.QueryError;
import io.clickmill.api.query.QueryException;
import io.javalin.http.Context;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parameters of a request's query string. What reads a parameter ends the request with a {@link QueryException}
 * that names it, if it is wrong.
 *
 * @param values by name, decoded, in the order in which they are given
 */
public record QueryParameters(Map<String, List<String>> values) {
    private static final Pattern ENCODED = Pattern.compile("(?:%[0-9A-Fa-f]{2})+");
    private static final Pattern MALFORMED = Pattern.compile("%(?![0-9A-Fa-f]{2}).{0,2}");
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,10}");

    /**
     * All parameters of a request.
     *
     * @throws QueryException if a value cannot be decoded: Javalin would leave the parameter out, and an answer without
     *     one of its filters is wrong
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

    /** All values of a parameter; an empty list if it is not given. */
    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** The first value of a parameter; empty if it is not given. */
    public Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    /**
     * The value of a parameter that may be given once; empty if it is not given.
     *
     * @param expected what the error says if it is given more often
     */
    public Optional<String> one(String name, String expected) {
        if (all(name).size() > 1) {
            throw new QueryException(
                    new QueryError(QueryError.Code.REPEATED, name, String.join(" and ", all(name)), expected));
        }
        return first(name);
    }

    /**
     * What a parameter means that may be given once; empty if it is not given.
     *
     * @param reader the meaning of a text; empty for a text that is wrong
     * @param expected what the error says of such a text
     */
    public <T> Optional<T> read(String name, Function<String, Optional<T>> reader, String expected) {
        Optional<String> text = one(name, "to be given once");
        Optional<T> value = text.flatMap(reader);
        if (text.isPresent() && value.isEmpty()) {
            throw new QueryException(QueryError.invalid(name, text.get(), expected));
        }
        return value;
    }

    /** A number in digits, between the bounds; empty if the parameter is not given. */
    public Optional<Integer> number(String name, int min, int max) {
        return read(name, text -> integer(text, min, max), min + ".." + max);
    }

    /** The number that a text is in digits; empty unless it is between the bounds. */
    public static Optional<Integer> integer(String text, int min, int max) {
        return Optional.of(text)
                .filter(DIGITS.asMatchPredicate())
                .map(Long::valueOf)
                .filter(number -> number >= min && number <= max)
                .map(Long::intValue);
    }

    /** A text in which a plus sign that was not encoded, and so arrived as a space, is one again. */
    public static String withPlus(String text) {
        return text.replace(' ', '+');
    }

    private static void requireUtf8(String encoded) {
        byte[] bytes = HexFormat.of().parseHex(encoded.replace("%", ""));
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
            throw new QueryException(QueryError.invalid("query", encoded, "UTF-8"));
        }
    }
}
