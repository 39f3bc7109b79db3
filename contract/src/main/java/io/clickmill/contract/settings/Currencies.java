package io.clickmill.contract.settings;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The one currency of each account, so that its amounts can be added up.
 *
 * @param byAccount ISO 4217 codes in lower case; {@value #DEFAULT} for an account that is not in it
 */
public record Currencies(Map<String, String> byAccount) implements Serializable {
    private static final String DEFAULT = "usd";

    private static final Pattern CODE = Pattern.compile("[a-z]{3}");

    /** {@value #DEFAULT} for every account. */
    public static final Currencies DEFAULTS = new Currencies(Map.of());

    public Currencies {
        byAccount = Map.copyOf(byAccount);
    }

    /**
     * Reads a setting such as {@code acme=eur,globex=GBP}. Blank text means no exceptions from the default.
     *
     * @throws IllegalArgumentException for the first invalid part; its message is {@code part (expected: what)}
     */
    public static Currencies parse(String text) {
        Map<String, String> byAccount = new HashMap<>();
        for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
            int equals = part.lastIndexOf('=');
            String account = part.substring(0, Math.max(0, equals)).strip();
            String code = part.substring(equals + 1).strip().toLowerCase(Locale.ROOT);
            if (account.isEmpty() || !CODE.matcher(code).matches()) {
                throw new IllegalArgumentException(
                        part + " (expected: an account and an ISO 4217 code of three letters, such as acme=eur)");
            }
            if (byAccount.put(account, code) != null) {
                throw new IllegalArgumentException(part + " (expected: account " + account + " once)");
            }
        }
        return new Currencies(byAccount);
    }

    /** The account's currency. */
    public String of(String accountId) {
        return byAccount.getOrDefault(accountId, DEFAULT);
    }
}
