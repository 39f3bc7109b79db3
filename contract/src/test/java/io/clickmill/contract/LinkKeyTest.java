package io.clickmill.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LinkKeyTest {
    @Test
    void isAccountSeparatorAndLink() {
        LinkKey key = new LinkKey("acme", "é\u001F1");
        assertThat(key.bytes()).isEqualTo("acme\u001Fé\u001F1".getBytes(UTF_8));
        assertThat(LinkKey.parse(key.bytes())).contains(key);
    }

    @Test
    void refusesAKeyWithoutASeparatorOrWithANul() {
        assertThat(LinkKey.parse("a\u001F\0".getBytes(UTF_8))).isEmpty();
        assertThat(LinkKey.parse("acme".getBytes(UTF_8))).isEmpty();
        assertThat(LinkKey.parse(new byte[0])).isEmpty();
    }
}
