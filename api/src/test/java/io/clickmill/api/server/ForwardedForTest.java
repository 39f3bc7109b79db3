package io.clickmill.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.eclipse.jetty.util.InetAddressSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ForwardedForTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            203.0.113.7                               | 203.0.113.7
            198.51.100.1, 203.0.113.7                 | 203.0.113.7
            198.51.100.1;203.0.113.7                  | 203.0.113.7
            198.51.100.1, 203.0.113.7, 10.1.2.3       | 203.0.113.7
            203.0.113.7 , 10.1.2.3,10.0.0.1           | 203.0.113.7
            203.0.113.7:4711                          | 203.0.113.7
            [2001:db8::7]:4711                        | 2001:db8:0:0:0:0:0:7
            2001:db8::7                               | 2001:db8:0:0:0:0:0:7
            10.1.2.3                                  | 10.1.2.3
            198.51.100.1, unknown, 10.1.2.3           | 10.1.2.3
            198.51.100.1, cafe.babe, 10.1.2.3         | 10.1.2.3
            198.51.100.1, 999.1.1.1, 10.1.2.3         | 10.1.2.3
            198.51.100.1, unknown                     | none
            198.51.100.1,                             | none
            """)
    void takesTheLastAddressThatIsNotATrustedProxys(String lines, String client) {
        InetAddressSet proxies = new InetAddressSet();
        proxies.add("10.0.0.0/8");
        assertThat(new ForwardedFor(proxies)
                        .client(Arrays.asList(lines.split(";")))
                        .map(address -> address.getHostAddress())
                        .orElse("none"))
                .isEqualTo(client);
    }
}
