package io.clickmill.job.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClickAddressTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    IPv4                        | 81.2.69.142                              | 81.2.69.142
                    IPv4 with zeros             | 081.002.069.142                          | 81.2.69.142
                    IPv4 mapped                 | ::ffff:81.2.69.142                       | 81.2.69.142
                    IPv4 mapped, in hex         | ::FFFF:5102:458E                         | 81.2.69.142
                    IPv4 mapped, in full        | 0:0:0:0:0:ffff:81.2.69.142               | 81.2.69.142
                    a port                      | 81.2.69.142:51234                        | 81.2.69.142
                    blanks                      | ' 	81.2.69.142 '                        | 81.2.69.142
                    quotes                      | "81.2.69.142"                            | 81.2.69.142
                    brackets around IPv4        | [81.2.69.142]:80                         | 81.2.69.142
                    a zone of IPv4              | 81.2.69.142%0                            | 81.2.69.142
                    IPv6                        | 2a00:1450:4001:81b::200e                 | 2a00:1450:4001:81b::200e
                    IPv6 in upper case          | 2A00:1450:4001:81B::200E                 | 2a00:1450:4001:81b::200e
                    IPv6 in full                | 2a00:1450:4001:081b:0000:0000:0000:200e  | 2a00:1450:4001:81b::200e
                    brackets                    | [2a00:1450:4001:81b::200e]               | 2a00:1450:4001:81b::200e
                    brackets and a port         | [2a00:1450:4001:81b::200e]:8443          | 2a00:1450:4001:81b::200e
                    a zone                      | fe80::1%eth0                             | fe80::1
                    one zero group stays        | 2001:67c:0:1:2:3:4:5                     | 2001:67c:0:1:2:3:4:5
                    the longest run of zeros    | 2001:67c:0:0:1:0:0:0                     | 2001:67c:0:0:1::
                    the first of equal runs     | 2001:67c:0:0:1:0:0:5                     | 2001:67c::1:0:0:5
                    zeros in front              | 0:0:0:0:0:0:0:1                          | ::1
                    nothing but zeros           | 0:0:0:0:0:0:0:0                          | ::
                    a list                      | 81.2.69.142, 128.232.0.1                 | 81.2.69.142
                    a list with private ones    | 10.0.0.7, 192.168.1.1,81.2.69.142:99     | 81.2.69.142
                    a list with words           | unknown, , 128.232.0.1                   | 128.232.0.1
                    a list of private ones      | 10.0.0.7, 192.168.1.1                    | 10.0.0.7
                    a list of two kinds         | fd00::1, 2A00:1450::8                    | 2a00:1450::8
                    Forwarded                   | for=81.2.69.142;proto=http;by=10.0.0.1   | 81.2.69.142
                    Forwarded, a port           | proto=https;For="[2A00:1450::8]:4711"    | 2a00:1450::8
                    Forwarded, a list           | for=10.1.1.1, for=128.232.0.1            | 128.232.0.1
                    """)
    void hasOneForm(String description, String sent, String text) {
        ClickAddress read = ClickAddress.read(sent);
        assertThat(read.text()).isEqualTo(text);
        assertThat(read.address()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "unknown",
                "8.8.8",
                "8.8.8.8.8",
                "example.com",
                "1.2.3.4/24",
                "[::1",
                "for=_hidden",
                ",",
                "300.1.1.1",
                "a:b"
            })
    void keepsTextWithoutAnAddress(String sent) {
        assertThat(ClickAddress.read(sent)).isEqualTo(new ClickAddress(sent, null));
    }
}
