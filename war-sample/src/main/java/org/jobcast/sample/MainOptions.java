package org.jobcast.sample;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The runner's options.
 *
 * @param host the address to listen on
 * @param port the port, 0 for any free one, -1 for none
 * @param socket a Unix domain socket to listen on, null for none
 * @param action what to do
 */
record MainOptions(String host, int port, @Nullable Path socket, Action action) {
    static final String USAGE = """
            usage: java -jar jobcast-sample.jar [options]
              --host ADDRESS    listen on this address (default 127.0.0.1)
              --port NUMBER     listen on this port (default 8080, 0 for any free one)
              --socket FILE     listen on this Unix domain socket; with --host or --port on both
              -Djobcast.X=Y     a setting of the library
              --help, --version
            """;

    private static final int NO_PORT = -1;

    /** What the program is asked to do. */
    enum Action {
        RUN,
        HELP,
        VERSION
    }

    /**
     * Reads the command line; settings become system properties.
     *
     * @throws IllegalArgumentException with a message for the user, if an option is wrong
     */
    static MainOptions parse(String... args) {
        String host = null;
        String port = null;
        String socket = null;
        for (int i = 0; i < args.length; i++) {
            String name = args[i].startsWith("--") ? args[i].replaceFirst("=.*", "") : args[i];
            switch (name) {
                case "--help" -> {
                    return new MainOptions("", 0, null, Action.HELP);
                }
                case "--version" -> {
                    return new MainOptions("", 0, null, Action.VERSION);
                }
                case "--host", "--port", "--socket" -> {
                    String value = name.length() < args[i].length()
                            ? args[i].substring(name.length() + 1)
                            : ++i < args.length ? args[i] : "";
                    if (value.isEmpty()) {
                        throw new IllegalArgumentException(name + " needs a value");
                    }
                    host = name.equals("--host") ? value : host;
                    port = name.equals("--port") ? value : port;
                    socket = name.equals("--socket") ? value : socket;
                }
                default -> setting(args[i]);
            }
        }
        boolean socketOnly = socket != null && host == null && port == null;
        return new MainOptions(
                host == null ? "127.0.0.1" : host,
                socketOnly ? NO_PORT : port(port == null ? "8080" : port),
                socket == null ? null : Path.of(socket).toAbsolutePath(),
                Action.RUN);
    }

    boolean hasPort() {
        return port != NO_PORT;
    }

    private static void setting(String arg) {
        int equals = arg.indexOf('=');
        if (!arg.startsWith("-Djobcast.") || equals < 0) {
            throw new IllegalArgumentException("unknown option " + arg);
        }
        System.setProperty(arg.substring(2, equals), arg.substring(equals + 1));
    }

    private static int port(String value) {
        if (!value.matches("\\d{1,5}") || Integer.parseInt(value) > 65_535) {
            throw new IllegalArgumentException("--port must be 0 to 65535");
        }
        return Integer.parseInt(value);
    }
}
