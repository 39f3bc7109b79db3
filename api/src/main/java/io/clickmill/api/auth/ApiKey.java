package io.clickmill.api.auth;

import io.clickmill.contract.Sha256;
import java.security.SecureRandom;

/**
 * The form of a key: {@code cm_} and 40 letters and digits, 238 bits from a secure generator. That many random bits
 * cannot be guessed, so that a plain SHA-256 is stored instead of a slow hash.
 */
public final class ApiKey {
    /** The prefix of every key. */
    public static final String PREFIX = "cm_";

    /** Number of characters after the prefix. */
    static final int RANDOM_LENGTH = 40;

    /** Length of the start of a key, which is stored and shown to tell keys apart: the prefix and eight characters. */
    static final int START_LENGTH = PREFIX.length() + 8;

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final SecureRandom RANDOM = new SecureRandom();

    private ApiKey() {}

    /** Returns a new random key. It is not stored anywhere. */
    public static String generate() {
        StringBuilder key = new StringBuilder(PREFIX);
        for (int i = 0; i < RANDOM_LENGTH; i++) {
            key.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return key.toString();
    }

    /** The digest of a key that is stored in its place, 32 bytes. */
    public static byte[] digest(String key) {
        return Sha256.of(key);
    }

    /** Whether the text has the form of a key. If it has not, there is no need to ask the database. */
    static boolean isWellFormed(String key) {
        return key.startsWith(PREFIX)
                && key.length() == PREFIX.length() + RANDOM_LENGTH
                && key.chars().skip(PREFIX.length()).allMatch(c -> ALPHABET.indexOf(c) >= 0);
    }

    static String start(String key) {
        return key.substring(0, START_LENGTH);
    }
}
