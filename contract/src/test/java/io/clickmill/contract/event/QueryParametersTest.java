package io.clickmill.contract.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryParametersTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    no query                  | https://x.test/a                 | {}
                    an empty query            | https://x.test/a?                | {}
                    two parameters            | https://x.test/?a=1&b=2          | {a=1, b=2}
                    a fragment after it       | https://x.test/?a=1#b?c=3        | {a=1}
                    the first of a name       | ?a=1&a=2                         | {a=1}
                    no equals sign            | ?a&b=                            | {a=, b=}
                    several equals signs      | ?a=b=c                           | {a=b=c}
                    no name                   | ?=1&&a=2&                        | {a=2}
                    escapes                   | ?a%20b=c+d%26e                   | {a b=c d&e}
                    UTF-8                     | ?q=caf%C3%A9                     | {q=café}
                    a broken escape           | ?q=%zz+%4&r=%                    | {q=%zz %4, r=%}
                    not UTF-8                 | ?q=a+%E9                         | {q=a+%E9}
                    a NUL                     | ?q=a%00b                         | {q=a%00b}
                    a surrogate               | ?q=%ED%A0%80                     | {q=%ED%A0%80}
                    a placeholder as value    | https://{{host}}/?id={{user.id}} | {id={{user.id}}}
                    a placeholder as query    | https://x.test/?{{params}}       | {{{params}}=}
                    a second question mark    | ?a=b?c=d                         | {a=b?c=d}
                    """)
    void readsAnyText(String description, String url, String expected) {
        assertThat(QueryParameters.of(url)).hasToString(expected);
    }

    @Test
    void skipsParametersBeyondTheLimit() {
        String query = IntStream.range(0, 300).mapToObj(i -> "p" + i + "=" + i).collect(Collectors.joining("&"));
        assertThat(QueryParameters.of("?" + query)).hasSize(200).contains(entry("p199", "199"));
    }
}
