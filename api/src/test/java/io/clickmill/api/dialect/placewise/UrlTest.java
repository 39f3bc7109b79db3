package io.clickmill.api.dialect.placewise;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UrlTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            all parts                  | https://shop.test/a/b?utm_source=mail#top            | shop.test     | /a/b          | mail
            no path                    | https://shop.test?utm_source=mail                    | shop.test     | -             | mail
            the root                   | https://shop.test/                                   | shop.test     | /             | -
            user and port              | https://ann:x@y@shop.test:8443/a                     | shop.test     | /a            | -
            an empty port              | http://shop.test:/a                                  | shop.test     | /a            | -
            IPv6                       | http://[2001:db8::1]:80/a                            | [2001:db8::1] | /a            | -
            an empty host              | file:///etc/hosts                                    | -             | /etc/hosts    | -
            no host                    | mailto:ann@shop.test?utm_source=mail                 | -             | ann@shop.test | mail
            no scheme                  | //shop.test/a                                        | shop.test     | /a            | -
            a path alone               | /a/b                                                 | -             | /a/b          | -
            nothing                    | ``                                                   | -             | -             | -
            capitals stay              | HTTPS://Shop.Test/A                                  | Shop.Test     | /A            | -
            a placeholder alone        | {{unsubscribe}}                                      | -             | {{unsubscribe}} | -
            placeholders               | https://{{host}}/{{id}}?utm_source={{list name}}     | {{host}}      | /{{id}}       | {{list name}}
            a path stays encoded       | https://shop.test/a%20b                              | shop.test     | /a%20b        | -
            a line break               | `https://shop.test/a\nb`                             | shop.test     | `/a\nb`       | -
            a decoded parameter        | ?utm_source=a%20b+c%C3%A9%26                         | -             | -             | a b cé&
            a decoded name             | ?utm%5Fsource=mail                                   | -             | -             | mail
            another case of the name   | ?UTM_SOURCE=mail                                     | -             | -             | -
            the first of two           | ?utm_source=a&utm_source=b                           | -             | -             | a
            an empty parameter         | ?utm_source=&utm_source=b                            | -             | -             | ``
            a parameter without =      | ?utm_source                                          | -             | -             | ``
            = in a value               | ?utm_source=a=b                                      | -             | -             | a=b
            ? in a value               | ?x=?&utm_source=a?b                                  | -             | -             | a?b
            half a character           | ?utm_source=a%C3                                     | -             | -             | a%C3
            half an escape             | ?utm_source=100%                                     | -             | -             | 100%
            not in a fragment          | https://shop.test/#?utm_source=mail                  | shop.test     | /             | -
            """)
    void splitsAnyText(String name, String text, String host, String path, String utmSource) {
        Url url = Url.of(text);
        assertThat(url.value(ReportField.HOST)).isEqualTo(host);
        assertThat(url.value(ReportField.PATH)).isEqualTo(path);
        assertThat(url.value(ReportField.UTM_SOURCE)).isEqualTo(utmSource);
        assertThat(url.value(ReportField.UTM_TERM)).isNull();
    }
}
