package io.clickmill.job.enrich;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.contract.event.Event;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisitorHashTest {
    // The first 64 bits of HMAC-SHA-256, with key "key", of the bytes c, acme, FF, 8.8.8.8, FF, UA, FF and s, acme, FF,
    // s1, FF.
    private static final long CLIENT = 0xCDB2904D1963911EL;
    private static final long SUBSCRIBER = 0x5876C6E76FF6F946L;

    private final VisitorHash hash = new VisitorHash("key".getBytes(UTF_8));

    @Test
    void isTheSameOnEveryRun() {
        assertThat(hash.of(client("acme", "8.8.8.8", "UA"))).isEqualTo(CLIENT);
        assertThat(hash.of(subscriber("acme", "s1"))).isEqualTo(SUBSCRIBER);
        assertThat(new VisitorHash("key".getBytes(UTF_8)).of(client("acme", "8.8.8.8", "UA")))
                .isEqualTo(CLIENT);
    }

    @Test
    void hashesOnlyTheSubscriberIfThereIsOne() {
        Event elsewhere = Event.build(c -> {
            c.accountId = "acme";
            c.subscriberId = "s1";
            c.ip = "8.8.8.8";
            c.userAgent = "UA";
        });
        assertThat(hash.of(elsewhere)).isEqualTo(hash.of(subscriber("acme", "s1")));
    }

    @Test
    void distinguishesAccountsClientsAndSubscribers() {
        Set<Long> visitors = new HashSet<>();
        visitors.add(hash.of(client("acme", "8.8.8.8", "UA")));
        visitors.add(hash.of(client("acme", "8.8.8.9", "UA")));
        visitors.add(hash.of(client("acme", "8.8.8.8", "UB")));
        visitors.add(hash.of(client("acme", "8.8.8.", "8UA")));
        visitors.add(hash.of(client("acme", "", "8.8.8.8UA")));
        visitors.add(hash.of(client("acm", "e8.8.8.8", "UA")));
        visitors.add(hash.of(client("other", "8.8.8.8", "UA")));
        visitors.add(hash.of(subscriber("acme", "s1")));
        visitors.add(hash.of(subscriber("acme", "s2")));
        visitors.add(hash.of(subscriber("other", "s1")));
        assertThat(visitors).hasSize(10);
    }

    @Test
    void isTheSameForAllUnknownVisitorsOfAnAccount() {
        assertThat(hash.of(client("acme", "", ""))).isEqualTo(hash.of(client("acme", "", "-")));
        assertThat(hash.of(client("acme", "", ""))).isNotEqualTo(hash.of(client("other", "", "")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"::ffff:8.8.8.8", "8.8.8.8:4433", " 8.8.8.8", "[8.8.8.8]", "10.0.0.1, 8.8.8.8, 1.1.1.1"})
    void isTheSameHoweverTheAddressIsWritten(String ip) {
        assertThat(hash.of(client("acme", ip, "UA"))).isEqualTo(CLIENT);
    }

    @Test
    void isTheSameForEveryTextOfAnIpv6Address() {
        long visitor = hash.of(client("acme", "2001:db8::a:1", "UA"));
        assertThat(hash.of(client("acme", "2001:0DB8:0:0:0:0:A:1", "UA"))).isEqualTo(visitor);
        assertThat(hash.of(client("acme", "[2001:db8::a:1]:443", "UA"))).isEqualTo(visitor);
        assertThat(hash.of(client("acme", "2001:db8::a:2", "UA"))).isNotEqualTo(visitor);
    }

    @Test
    void dependsOnTheKey() {
        assertThat(new VisitorHash("other key".getBytes(UTF_8)).of(client("acme", "8.8.8.8", "UA")))
                .isNotEqualTo(CLIENT);
        assertThatThrownBy(() -> new VisitorHash(new byte[0])).isInstanceOf(IllegalArgumentException.class);
    }

    private static Event client(String accountId, String ip, String userAgent) {
        return Event.build(c -> {
            c.accountId = accountId;
            c.ip = ip;
            c.userAgent = userAgent;
        });
    }

    private static Event subscriber(String accountId, String subscriberId) {
        return Event.build(c -> {
            c.accountId = accountId;
            c.subscriberId = subscriberId;
        });
    }
}
