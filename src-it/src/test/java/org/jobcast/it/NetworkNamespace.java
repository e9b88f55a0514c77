package org.jobcast.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A network of its own for a process, with one wire to it that can be cut: each end then sends to a station that is not there,
 * so what is sent gets lost and nobody is told. Only on Linux, for root, with {@code ip} of the package iproute2.
 */
final class NetworkNamespace implements AutoCloseable {
    private static final String NOBODY = "02:00:00:00:00:01";

    private final String name;
    private final String outerWire;
    private final String innerWire;
    private final String subnet;

    /**
     * Makes it.
     *
     * @throws IOException if it cannot be had here; the message says why
     */
    NetworkNamespace() throws IOException, InterruptedException {
        long pid = ProcessHandle.current().pid();
        name = "jobcast" + pid;
        outerWire = "jc" + pid + "o";
        innerWire = "jc" + pid + "i";
        // For measurements between networks: no address that somebody might want to reach. Four of them for each
        // process.
        subnet = "198.18." + pid / 64 % 256 + ".";
        ip("netns", "add", name);
        try {
            ip("link", "add", outerWire, "type", "veth", "peer", "name", innerWire, "netns", name);
            ip("address", "add", outside() + "/30", "dev", outerWire);
            ip("link", "set", outerWire, "up");
            ip("-n", name, "address", "add", inside() + "/30", "dev", innerWire);
            ip("-n", name, "link", "set", innerWire, "up");
            ip("-n", name, "link", "set", "lo", "up");
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** The address of this end of the wire. */
    String outside() {
        return subnet + (ProcessHandle.current().pid() % 64 * 4 + 1);
    }

    /** The address of the process. */
    String inside() {
        return subnet + (ProcessHandle.current().pid() % 64 * 4 + 2);
    }

    /** What runs a program in it. */
    List<String> program() {
        return List.of("ip", "netns", "exec", name);
    }

    void cut() throws IOException, InterruptedException {
        ip("neighbour", "replace", inside(), "lladdr", NOBODY, "dev", outerWire, "nud", "permanent");
        ip("-n", name, "neighbour", "replace", outside(), "lladdr", NOBODY, "dev", innerWire, "nud", "permanent");
    }

    void mend() throws IOException, InterruptedException {
        ip("neighbour", "delete", inside(), "dev", outerWire);
        ip("-n", name, "neighbour", "delete", outside(), "dev", innerWire);
    }

    private static void ip(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(words));
        Process ip = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(ip.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (ip.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said.strip());
        }
    }

    /** Takes the wire with it. */
    @Override
    public void close() throws IOException, InterruptedException {
        ip("netns", "delete", name);
    }
}
