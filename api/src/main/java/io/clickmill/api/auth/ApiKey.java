package io.clickmill.api.auth;

import io.clickmill.contract.Sha256;
import java.security.SecureRandom;

/**
 * The form of a key: {@code cm_} and 40 letters and digits, 238 bits from a secure generator. So many bits need no slow
 * hash: a plain SHA-256 is what is stored.
 */
public final class ApiKey {
    /** How every key starts. */
    public static final String PREFIX = "cm_";

    /** Characters after the prefix. */
    static final int RANDOM_LENGTH = 40;

    /** So much of a key is stored and shown, to tell keys apart: the prefix and eight characters. */
    static final int START_LENGTH = PREFIX.length() + 8;

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final SecureRandom RANDOM = new SecureRandom();

    private ApiKey() {}

    /** A new key, which is nowhere else. */
    public static String generate() {
        StringBuilder key = new StringBuilder(PREFIX);
        for (int i = 0; i < RANDOM_LENGTH; i++) {
            key.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return key.toString();
    }

    /** What is stored of a key: 32 bytes. */
    public static byte[] digest(String key) {
        return Sha256.of(key);
    }

    /** Whether the text could be a key at all; if not, no table need be asked. */
    static boolean isWellFormed(String key) {
        return key.startsWith(PREFIX)
                && key.length() == PREFIX.length() + RANDOM_LENGTH
                && key.chars().skip(PREFIX.length()).allMatch(c -> ALPHABET.indexOf(c) >= 0);
    }

    static String start(String key) {
        return key.substring(0, START_LENGTH);
    }
}
