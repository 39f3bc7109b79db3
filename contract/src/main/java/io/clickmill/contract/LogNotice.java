package io.clickmill.contract;

import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the job tells PostgreSQL's channel {@value #CHANNEL} after it has committed events: whose they are. Each account
 * is a number of eight hexadecimal digits, so that a listener learns no names: the hash code of its id, by the formula of
 * {@link String#hashCode}. Accounts may share a number. An empty notice is about all accounts.
 *
 * <p>Example: {@code 0000e5a1 00314a9f}.
 */
public final class LogNotice {
    public static final String CHANNEL = "clickmill_log";

    /** A payload has fewer than 8,000 bytes, and an account takes nine. */
    private static final int MAX_ACCOUNTS = 800;

    private LogNotice() {}

    /** The number that stands for an account. */
    public static int accountNumber(String accountId) {
        return accountId.hashCode();
    }

    /** The notice that these accounts have new events. */
    public static String of(Collection<String> accountIds) {
        Set<Integer> numbers = accountIds.stream().map(LogNotice::accountNumber).collect(Collectors.toSet());
        return numbers.size() > MAX_ACCOUNTS
                ? ""
                : numbers.stream().map("%08x"::formatted).collect(Collectors.joining(" "));
    }

    /**
     * The numbers of the accounts that a notice is about; empty for all accounts. A notice of another form is about all
     * of them, as anybody may write to the channel.
     */
    public static Set<Integer> accountNumbers(String notice) {
        if (!notice.matches("[0-9a-f]{8}( [0-9a-f]{8})*")) {
            return Set.of();
        }
        return Stream.of(notice.split(" "))
                .map(number -> Integer.parseUnsignedInt(number, 16))
                .collect(Collectors.toSet());
    }
}
