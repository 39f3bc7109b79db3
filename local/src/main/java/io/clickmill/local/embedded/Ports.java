package io.clickmill.local.embedded;

import io.clickmill.local.run.CommandFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** TCP ports for servers that need to know their port before they start. */
public final class Ports {
    private Ports() {}

    /**
     * Returns the requested port, or a free one for 0.
     *
     * @param server the server that needs the port, for the message
     * @param option the option that changes the port
     * @throws CommandFailure if the port is in use, or the address does not belong to this machine
     */
    public static int claim(String server, String option, String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // Without this, the port of a system that has just stopped (TIME_WAIT) would look in use.
            socket.setReuseAddress(port != 0);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new CommandFailure(
                    "port " + port + " on " + host + " for " + server + ": " + e.getMessage() + "; choose another with "
                            + option + (port == 0 ? "" : ", or stop the program that has it"),
                    e);
        }
    }
}
