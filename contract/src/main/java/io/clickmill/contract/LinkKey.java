package io.clickmill.contract;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The key of a record in topic {@code links}: {@code account_id}, the character U+001F and {@code link_id}, in UTF-8.
 * An account whose id contains U+001F cannot have links.
 */
public record LinkKey(String accountId, String linkId) {
    private static final char SEPARATOR = '\u001F';

    /** Reads a key. The result is empty if the key has no separator, or has a NUL, which no id may have. */
    public static Optional<LinkKey> parse(byte[] key) {
        String text = new String(key, StandardCharsets.UTF_8);
        int separator = text.indexOf(SEPARATOR);
        return separator < 0 || text.indexOf('\0') >= 0
                ? Optional.empty()
                : Optional.of(new LinkKey(text.substring(0, separator), text.substring(separator + 1)));
    }

    /** The key as text. */
    public String text() {
        return accountId + SEPARATOR + linkId;
    }

    /** The key as bytes. */
    public byte[] bytes() {
        return text().getBytes(StandardCharsets.UTF_8);
    }
}
