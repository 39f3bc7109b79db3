package io.clickmill.local.accesslog;

import io.clickmill.contract.event.Utf8;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Decodes the escapes of Apache ({@code \"}, {@code \\}, {@code \t}, {@code \xc3}) and nginx ({@code \x22},
 * {@code \xC3}, with {@code escape=json} {@code \u001F}). A run of escaped bytes is decoded as UTF-8: {@code \xC3\xA9}
 * is {@code é}.
 *
 * <p>Other backslashes stay as they are, and so do bytes that are not UTF-8, and control characters other than tab and
 * line ends: {@code \xampp}, {@code \xE9} and {@code \x16\x03} come out unchanged.
 */
final class Escapes {
    private static final String LETTERS = "\"\\/'tnr";
    private static final String MEANINGS = "\"\\/'\t\n\r";
    /** Length of {@code \xHH}. */
    private static final int BYTE_CHARS = 4;
    /** Length of {@code \}{@code uHHHH}. */
    private static final int UNIT_CHARS = 6;

    private Escapes() {}

    /** Decodes the part of a line from {@code start}, included, to {@code end}, excluded. */
    static String decode(String line, int start, int end) {
        int escape = line.indexOf('\\', start);
        if (escape < 0 || escape >= end) {
            return line.substring(start, end);
        }
        StringBuilder text = new StringBuilder(end - start);
        int at = start;
        while (at < end) {
            char character = line.charAt(at);
            if (character != '\\') {
                text.append(character);
                at++;
            } else if (isByte(line, at, end)) {
                at = appendBytes(line, at, end, text);
            } else {
                at = appendLetter(line, at, end, text);
            }
        }
        return text.toString();
    }

    private static boolean isByte(String line, int at, int end) {
        return at + BYTE_CHARS <= end
                && line.charAt(at) == '\\'
                && line.charAt(at + 1) == 'x'
                && hex(line, at + 2, 2) >= 0;
    }

    /** Appends a run of escaped bytes and returns the position after it. */
    private static int appendBytes(String line, int start, int end, StringBuilder text) {
        int at = start;
        while (isByte(line, at, end)) {
            at += BYTE_CHARS;
        }
        int count = (at - start) / BYTE_CHARS;
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) hex(line, start + i * BYTE_CHARS + 2, 2);
        }
        for (int i = 0; i < count; ) {
            int length = Math.min(sequenceLength(bytes[i]), count - i);
            String decoded =
                    Utf8.decode(Arrays.copyOfRange(bytes, i, i + length)).orElse("");
            if (decoded.isEmpty() || isHidden(decoded.charAt(0))) {
                text.append(line, start + i * BYTE_CHARS, start + (i + 1) * BYTE_CHARS);
                i++;
            } else {
                text.append(decoded);
                i += length;
            }
        }
        return at;
    }

    private static int sequenceLength(byte first) {
        int ones = Integer.numberOfLeadingZeros(~(first << 24));
        return ones < 2 || ones > 4 ? 1 : ones;
    }

    private static int appendLetter(String line, int at, int end, StringBuilder text) {
        int letter = at + 1 < end ? LETTERS.indexOf(line.charAt(at + 1)) : -1;
        if (letter >= 0) {
            text.append(MEANINGS.charAt(letter));
            return at + 2;
        }
        boolean unit = at + UNIT_CHARS <= end && line.charAt(at + 1) == 'u';
        int value = unit ? hex(line, at + 2, 4) : -1;
        if (value >= 0 && !isHidden((char) value) && !Character.isSurrogate((char) value)) {
            text.append((char) value);
            return at + UNIT_CHARS;
        }
        text.append('\\');
        return at + 1;
    }

    private static boolean isHidden(char character) {
        return Character.isISOControl(character) && character != '\t' && character != '\n' && character != '\r';
    }

    private static int hex(String line, int at, int digits) {
        for (int i = at; i < at + digits; i++) {
            if (!HexFormat.isHexDigit(line.charAt(i))) {
                return -1;
            }
        }
        return HexFormat.fromHexDigits(line, at, at + digits);
    }
}
