package io.clickmill.api.dialect.dub;

import io.clickmill.api.http.ErrorAnswer;
import io.clickmill.api.http.QueryParameters;
import io.clickmill.api.query.QueryException;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The parameters of a request as the vendor reads them. The last value of a repeated parameter counts, and unknown
 * parameters are ignored.
 */
record Parameters(QueryParameters given) {
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?[0-9]{1,30}(?:\\.[0-9]{0,30})?(?:[eE][+-]?[0-9]{1,3})?");

    /**
     * The parameters of the request's query string.
     *
     * @throws ErrorAnswer if it cannot be decoded
     */
    static Parameters of(Context context) {
        try {
            return new Parameters(QueryParameters.of(context));
        } catch (QueryException e) {
            throw Errors.badRequest(e.error().text());
        }
    }

    /** The text, if it is given and not empty. */
    Optional<String> text(String name) {
        return raw(name).filter(text -> !text.isEmpty());
    }

    /** One of the words; empty if the parameter is absent. */
    Optional<String> word(String name, List<String> words) {
        return word(
                name,
                words,
                "Invalid option: expected one of "
                        + words.stream().map(word -> '"' + word + '"').collect(Collectors.joining("|")));
    }

    /** Like {@link #word(String, List)}, but with the error text {@code otherwise} for another word. */
    Optional<String> word(String name, List<String> words, String otherwise) {
        Optional<String> text = raw(name);
        if (text.isPresent() && !words.contains(text.get())) {
            throw Errors.invalid("invalid_value", name, otherwise);
        }
        return text;
    }

    /**
     * A whole number from 1 to {@code max}; {@code otherwise} is the default.
     *
     * @param noun the vendor's name for it in messages
     * @param tooBig the message for a number above {@code max}
     */
    int number(String name, int otherwise, String noun, int max, String tooBig) {
        Optional<String> text = raw(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        double number = numberOf(text.get().strip());
        if (Double.isNaN(number)) {
            throw Errors.invalid("invalid_type", name, noun + " must be a number.");
        }
        if (number != Math.rint(number)) {
            throw Errors.invalid("invalid_type", name, noun + " must be an integer.");
        }
        if (number < 1) {
            throw Errors.invalid("too_small", name, noun + " must be greater than 0.");
        }
        if (number > max) {
            throw Errors.invalid("too_big", name, tooBig);
        }
        return (int) number;
    }

    /**
     * The values of a filter: {@code a,b} keeps events with either value, {@code -a,b} keeps those with neither.
     *
     * @return empty if the parameter is absent or has no value, so that nothing is filtered
     */
    Optional<FilterValues> filter(String name) {
        return text(name).flatMap(text -> {
            boolean exclude = text.startsWith("-");
            List<String> values = Arrays.stream((exclude ? text.substring(1) : text).split(","))
                    .filter(value -> !value.isEmpty())
                    .toList();
            return values.isEmpty() ? Optional.empty() : Optional.of(new FilterValues(exclude, values));
        });
    }

    /** Values to keep or to leave out. */
    record FilterValues(boolean exclude, List<String> values) {}

    /** The text, which may be empty; no text if the parameter is absent. */
    Optional<String> raw(String name) {
        List<String> values = given.all(name);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(values.size() - 1));
    }

    /** Parses numbers as people write them, with the result of JavaScript's Number(). The empty text is 0. */
    private static double numberOf(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        return NUMBER.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
    }
}
