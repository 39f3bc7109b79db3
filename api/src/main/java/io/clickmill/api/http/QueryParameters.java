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
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parameters of a request's query string. */
public final class QueryParameters {
    private static final Pattern ENCODED = Pattern.compile("(?:%[0-9A-Fa-f]{2})+");
    private static final Pattern MALFORMED = Pattern.compile("%(?![0-9A-Fa-f]{2}).{0,2}");

    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,9}");

    private QueryParameters() {}

    /**
     * All parameters by name, decoded.
     *
     * @throws QueryException if a value cannot be decoded: Javalin would leave the parameter out, and an answer without
     *     one of its filters is wrong
     */
    public static Map<String, List<String>> of(Context context) {
        String query = context.queryString();
        if (query != null) {
            Matcher malformed = MALFORMED.matcher(query);
            if (malformed.find()) {
                throw new QueryException(
                        QueryError.invalid("query", malformed.group(), "two hexadecimal digits after each %"));
            }
            ENCODED.matcher(query).results().map(MatchResult::group).forEach(QueryParameters::requireUtf8);
        }
        return context.queryParamMap();
    }

    /** A number in digits, if it is one between the bounds. */
    public static Optional<Integer> integer(String text, int least, int most) {
        return Optional.of(text)
                .filter(digits -> DIGITS.matcher(digits).matches())
                .map(Integer::valueOf)
                .filter(number -> number >= least && number <= most);
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
