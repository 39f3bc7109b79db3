package io.clickmill.contract;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The key of a record in topic {@code links}: {@code account_id}, the character U+001F and {@code link_id}, in UTF-8. An
 * account id with U+001F in it can have no links there.
 */
public record LinkKey(String accountId, String linkId) {
    private static final char SEPARATOR = '\u001F';

    /** The account and the link that the key names; empty if it has no separator, or a NUL, which no id may have. */
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
