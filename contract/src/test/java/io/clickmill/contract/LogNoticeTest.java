package io.clickmill.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LogNoticeTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "acme", "acme\nother", "größer, 公司", "polygenelubricants"})
    void namesTheAccountsThatItIsMadeOf(String accountId) {
        Set<String> accountIds = Set.of(accountId, "other one");
        assertThat(LogNotice.accountNumbers(LogNotice.of(accountIds)))
                .isEqualTo(accountIds.stream().map(LogNotice::accountNumber).collect(Collectors.toSet()));
    }

    @Test
    void tellsNoName() {
        assertThat(LogNotice.of(List.of("acme", "acme"))).isEqualTo("002d993a");
    }

    @Test
    void isAboutAllAccountsIfItWouldBeTooLong() {
        assertThat(LogNotice.of(accounts(800)).getBytes(StandardCharsets.UTF_8)).hasSizeBetween(7_000, 7_999);
        assertThat(LogNotice.of(accounts(801))).isEmpty();
    }

    private static List<String> accounts(int count) {
        return IntStream.range(0, count).mapToObj(i -> "account-" + i).toList();
    }

    /** Anybody who may connect may write to the channel. */
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "acme", "002d993a ", "002d993a,002d993a", "2d993a", "002D993A", "-02d993a"})
    void readsAnythingElseAsAllAccounts(String notice) {
        assertThat(LogNotice.accountNumbers(notice)).isEmpty();
    }
}
