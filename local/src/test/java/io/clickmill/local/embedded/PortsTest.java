package io.clickmill.local.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.clickmill.local.run.CommandFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class PortsTest {
    @RepeatedTest(20)
    void takesFreePortsThatNoOutgoingConnectionGets() throws IOException {
        int port = Ports.claim("Kafka", "--kafka-port", "127.0.0.1", 0);

        assertThat(port).isBetween(16_384, 32_767);
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(socket.getLocalPort()).isEqualTo(port);
        }
    }

    @Test
    void namesTheServerAndTheOptionIfAnAskedPortIsInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatExceptionOfType(CommandFailure.class)
                    .isThrownBy(() -> Ports.claim("the API", "--port", "127.0.0.1", taken.getLocalPort()))
                    .withMessageContaining("port " + taken.getLocalPort() + " on 127.0.0.1 for the API")
                    .withMessageContaining("--port, or stop the program that has it");
        }
    }
}
