package io.clickmill.local.embedded;

import io.clickmill.local.run.CommandFailure;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * TCP ports for servers that need to know their port before they start. A free port is taken from below the ranges from
 * which operating systems give ports to outgoing connections (Linux: 32768 to 60999, others: 49152 to 65535). Otherwise
 * one of the many connections of a starting system could take the port before its server does.
 */
public final class Ports {
    private static final int LOWEST_FREE = 16_384;
    private static final int ABOVE_FREE = 32_768;
    private static final int TRIES = 100;

    private Ports() {}

    /**
     * Returns the requested port, or a free one for 0.
     *
     * @param server the server that needs the port, for the message
     * @param option the option that changes the port
     * @throws CommandFailure if the port is in use, or the address does not belong to this machine
     */
    public static int claim(String server, String option, String host, int port) {
        try {
            return port == 0 ? free(InetAddress.getByName(host)) : bind(InetAddress.getByName(host), port, true);
        } catch (IOException e) {
            throw new CommandFailure(
                    "port " + port + " on " + host + " for " + server + ": " + e.getMessage() + "; choose another with "
                            + option + (port == 0 ? "" : ", or stop the program that has it"),
                    e);
        }
    }

    private static int free(InetAddress host) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                return bind(host, ThreadLocalRandom.current().nextInt(LOWEST_FREE, ABOVE_FREE), false);
            } catch (BindException e) {
                if (tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** @param reuse with false, the port of a system that has just stopped (TIME_WAIT) is in use */
    private static int bind(InetAddress host, int port, boolean reuse) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(reuse);
            socket.bind(new InetSocketAddress(host, port));
            return socket.getLocalPort();
        }
    }
}
