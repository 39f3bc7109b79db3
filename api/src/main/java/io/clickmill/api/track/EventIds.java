package io.clickmill.api.track;

import io.clickmill.contract.Sha256;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/** Ids of tracked events and their customers. */
public final class EventIds {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int RANDOM_CHARS = 16;
    private static final int CUSTOMER_CHARS = 25;
    private static final SecureRandom RANDOM = new SecureRandom();

    private EventIds() {}

    /** A new random event id of 16 letters and digits. */
    public static String random() {
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < RANDOM_CHARS; i++) {
            id.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }

    /**
     * The id of a customer. It is computed from the account and the account's own id of the customer, so no table has
     * to store it.
     */
    public static String customer(String accountId, String externalId) {
        BigInteger number = new BigInteger(1, Sha256.of(accountId + '\0' + externalId));
        BigInteger base = BigInteger.valueOf(ALPHABET.length());
        StringBuilder id = new StringBuilder("cus_");
        for (int i = 0; i < CUSTOMER_CHARS; i++) {
            BigInteger[] parts = number.divideAndRemainder(base);
            id.append(ALPHABET.charAt(parts[1].intValue()));
            number = parts[0];
        }
        return id.toString();
    }

    /** A hash of several texts, 64 hexadecimal digits long, that stands for them as a key. */
    static String digest(List<String> texts) {
        return HexFormat.of().formatHex(Sha256.of(String.join("\0", texts)));
    }
}
