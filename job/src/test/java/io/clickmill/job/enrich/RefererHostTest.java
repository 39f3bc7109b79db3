package io.clickmill.job.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefererHostTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    a page              | https://news.example.com/a/b?c#d        | news.example.com
                    upper case          | HTTPS://News.Example.COM/               | news.example.com
                    a bare host         | https://example.com                     | example.com
                    a port              | http://example.com:8080/                | example.com
                    a user              | http://me:secret@example.com/           | example.com
                    a query at once     | http://example.com?a=b@c                | example.com
                    an IPv6 address     | http://[2001:DB8::1]:80/                | [2001:db8::1]
                    an app              | android-app://com.google.android.gm/    | com.google.android.gm
                    no scheme           | example.com/a                           | example.com
                    a relative scheme   | //example.com/a                         | example.com
                    a URL in the query  | example.com/?u=http://other.test/       | example.com
                    a single label      | http://localhost/                       | localhost
                    a word              | newsletter                              | ''
                    a path              | /a/b                                    | ''
                    a dash              | -                                       | ''
                    nothing             | ''                                      | ''
                    white space         | http://exa mple.com/                    | ''
                    an unclosed bracket | http://[2001:db8::1/                    | ''
                    a bare scheme       | http://                                 | ''
                    """)
    void isTheHostOfTheReferer(String description, String referer, String host) {
        assertThat(RefererHost.of(referer)).isEqualTo(host);
    }
}
