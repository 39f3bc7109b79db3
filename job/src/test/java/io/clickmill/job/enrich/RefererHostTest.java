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
                    a query directly    | http://example.com?a=b@c                | example.com
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
                    a dot at the end    | https://example.com./a                  | example.com
                    dots at the end     | example.com..                           | example.com
                    nothing but dots    | http://../                              | ''
                    a port, no scheme   | example.com:8080/a                      | example.com
                    an empty port       | http://example.com:/a                   | example.com
                    an international one | https://BÜCHER.example/               | xn--bcher-kva.example
                    the same in ASCII   | https://XN--bcher-KVA.example/          | xn--bcher-kva.example
                    without a scheme    | bücher.example                          | xn--bcher-kva.example
                    with other dots     | http://bücher。example/                   | xn--bcher-kva.example
                    another script      | http://пример.рф/                       | xn--e1afmkfd.xn--p1ai
                    a name with ß       | http://straße.example/                  | straße.example
                    an IPv6 address in full | http://[2001:DB8:0:0:0:0:0:1]/      | [2001:db8::1]
                    an underscore       | http://my_host.example.com/             | my_host.example.com
                    a mail              | mailto:ann@example.com                  | ''
                    a mail with subject | MAILTO:ann@example.com?subject=a        | ''
                    a mail's address    | ann@example.com                         | ''
                    a telephone         | tel:+44.20.7946                         | ''
                    a script            | javascript:open('//example.com/a')      | ''
                    data                | data:text/html,//example.com            | ''
                    a blank page        | about:blank                             | ''
                    a file              | file:///home/ann/index.html             | ''
                    """)
    void isTheHostOfTheReferer(String description, String referer, String host) {
        assertThat(RefererHost.of(referer)).isEqualTo(host);
    }
}
