package org.jobcast.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for servers that are told theirs before they start. */
public final class Ports {
    private static final int LOWEST = 20_000;
    private static final int COUNT = 10_000;

    private Ports() {}

    /**
     * A port of the loopback address that nobody listens at: below the range from which the system takes the ports of clients,
     * as one of those could go to anybody before the server begins to listen on it, and between a stop and a start.
     */
    public static int free() {
        while (true) {
            int port = LOWEST + ThreadLocalRandom.current().nextInt(COUNT);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // Somebody listens there; the next one.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
