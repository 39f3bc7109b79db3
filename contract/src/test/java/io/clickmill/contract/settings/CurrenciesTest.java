package io.clickmill.contract.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CurrenciesTest {
    @Test
    void readsAccountsAndKnowsADefault() {
        Currencies currencies = Currencies.parse(" acme=eur, globex = GBP,a=b=chf");
        assertThat(currencies.of("acme")).isEqualTo("eur");
        assertThat(currencies.of("globex")).isEqualTo("gbp");
        assertThat(currencies.of("a=b")).isEqualTo("chf");
        assertThat(currencies.of("initech")).isEqualTo("usd");
        assertThat(Currencies.parse(" ")).isEqualTo(Currencies.DEFAULTS);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            acme=euro          | acme=euro
            acme=e1r           | acme=e1r
            acme=              | acme=
            acme               | acme
            =eur               | =eur
            acme=eur,globex    | globex
            """)
    void saysWhichPartIsWrong(String text, String part) {
        assertThatThrownBy(() -> Currencies.parse(text))
                .hasMessage(part + " (expected: an account and an ISO 4217 code of three letters, such as acme=eur)");
    }

    @Test
    void refusesAnEmptyPartAndASecondCurrency() {
        assertThatThrownBy(() -> Currencies.parse("acme=eur,")).hasMessageStartingWith(" (expected: an account");
        assertThatThrownBy(() -> Currencies.parse("acme=eur,acme=usd"))
                .hasMessage("acme=usd (expected: account acme once)");
    }
}
