package io.clickmill.api.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.api.publish.ClickPublisher.ClickRecord;
import io.clickmill.api.publish.ClickPublisher.PublishException;
import io.clickmill.contract.settings.KafkaAccess;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class KafkaClickPublisherTest {
    private static final List<ClickRecord> RECORDS =
            Collections.nCopies(10_000, new ClickRecord("a", "{}".getBytes(StandardCharsets.UTF_8)));

    /** The server accepts connections and never answers. */
    @Test
    void givesUpInTimeIfKafkaDoesNotAnswer() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            requireGivesUp(silent.getLocalPort());
        }
    }

    @Test
    void givesUpInTimeIfKafkaIsDown() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        requireGivesUp(port);
    }

    private static void requireGivesUp(int port) {
        try (KafkaClickPublisher publisher =
                new KafkaClickPublisher(new KafkaAccess("127.0.0.1:" + port, Map.of()), "clicks")) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> publisher.publish(RECORDS))
                    .isInstanceOf(PublishException.class)
                    .hasMessage("topic clicks did not take 10000 records");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(KafkaClickPublisher.TIMEOUT.plusSeconds(5));
            assertThat(publisher.isReachable()).isFalse();
        }
    }
}
