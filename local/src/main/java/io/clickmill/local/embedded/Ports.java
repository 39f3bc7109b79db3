package io.clickmill.local.embedded;

import io.clickmill.local.run.CommandFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** TCP ports for servers that must be told theirs before they start. */
public final class Ports {
    private Ports() {}

    /**
     * The port asked for, or a free one for 0.
     *
     * @param server who needs it, for the message
     * @param option the option that changes it
     * @throws CommandFailure if the port is taken, or the address is none of this machine
     */
    public static int claim(String server, String option, String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // Without this a port in TIME_WAIT, of a system that has just stopped, would look taken.
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
