package io.clickmill.contract.event;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The query parameters of a destination. A destination may be any string: a URL, half of one, or a template with
 * {@code {{placeholders}}}. So nothing is refused. The query is the text between the first {@code ?} and the next
 * {@code #}. The first of several parameters with the same name counts; parameters without a name are skipped.
 *
 * <p>Names and values are decoded as HTML forms encode them. What cannot be decoded stays as it is. That is a percent
 * sign without two hexadecimal digits, or a whole text whose bytes are not UTF-8 or hold a NUL, which PostgreSQL cannot
 * store. So {@code ?q=a+b&x=%zz&y=%E9} is {@code {q=a b, x=%zz, y=%E9}}.
 */
public final class QueryParameters {
    /** The maximum number of parameters that are read from one URL; the rest is skipped. */
    static final int MAX_COUNT = 200;

    private QueryParameters() {}

    /** The decoded parameters in the order of the URL; empty if it has no query. */
    public static Map<String, String> of(String url) {
        int question = url.indexOf('?');
        if (question < 0) {
            return Map.of();
        }
        int hash = url.indexOf('#', question);
        int end = hash < 0 ? url.length() : hash;
        Map<String, String> parameters = new LinkedHashMap<>();
        int start = question + 1;
        while (start < end && parameters.size() < MAX_COUNT) {
            int ampersand = url.indexOf('&', start);
            int stop = ampersand < 0 || ampersand > end ? end : ampersand;
            int equals = url.indexOf('=', start);
            int nameEnd = equals < 0 || equals > stop ? stop : equals;
            if (nameEnd > start) {
                String value = nameEnd == stop ? "" : decode(url.substring(nameEnd + 1, stop));
                parameters.putIfAbsent(decode(url.substring(start, nameEnd)), value);
            }
            start = stop + 1;
        }
        return parameters;
    }

    private static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text.replace('+', ' ');
        }
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(encoded.length);
        for (int i = 0; i < encoded.length; i++) {
            int octet = encoded[i] == '%' ? octet(encoded, i + 1) : -1;
            if (octet == 0) {
                return text;
            }
            if (octet > 0) {
                decoded.write(octet);
                i += 2;
            } else {
                decoded.write(encoded[i] == '+' ? ' ' : encoded[i]);
            }
        }
        return Utf8.decode(decoded.toByteArray()).orElse(text);
    }

    /** The octet that the two characters at this index encode, or -1 if they are not hexadecimal digits. */
    private static int octet(byte[] text, int at) {
        if (at + 1 >= text.length) {
            return -1;
        }
        int high = Character.digit(text[at], 16);
        int low = Character.digit(text[at + 1], 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }
}
