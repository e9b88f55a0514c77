package org.jobcast.sample;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
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
              --store NAME      where jobs are kept: memory (default), jpa or redis
              --jdbc-url URL    the database of the store jpa, and of what is imported: H2 or PostgreSQL;
                                default: a file below the home directory, beside other stores in memory
              --jdbc-user NAME, --jdbc-password TEXT
              --redis-url URL   the Redis of the store redis; default: redis://localhost
              -Djobcast.X=Y     a setting of the library
              --help, --version
            """;

    private static final String JPA = "jpa";
    private static final String REDIS = "redis";
    private static final String HOME_FILE = "jdbc:h2:file:~/.jobcast/sample;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
    private static final Set<String> NAMES = Set.of(
            "--host", "--port", "--socket", "--store", "--jdbc-url", "--jdbc-user", "--jdbc-password", "--redis-url");
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
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < args.length; i++) {
            String name = args[i].startsWith("--") ? args[i].replaceFirst("=.*", "") : args[i];
            if (name.equals("--help") || name.equals("--version")) {
                return new MainOptions("", 0, null, name.equals("--help") ? Action.HELP : Action.VERSION);
            }
            if (!NAMES.contains(name)) {
                setting(args[i]);
                continue;
            }
            String value = name.length() < args[i].length()
                    ? args[i].substring(name.length() + 1)
                    : ++i < args.length ? args[i] : "";
            if (value.isEmpty()) {
                throw new IllegalArgumentException(name + " needs a value");
            }
            given.put(name, value);
        }
        String socket = given.get("--socket");
        boolean socketOnly = socket != null && !given.containsKey("--host") && !given.containsKey("--port");
        chooseStore(given);
        return new MainOptions(
                given.getOrDefault("--host", "127.0.0.1"),
                socketOnly ? NO_PORT : port(given.getOrDefault("--port", "8080")),
                socket == null ? null : Path.of(socket).toAbsolutePath(),
                Action.RUN);
    }

    /** A Redis without a store means the store redis, a database alone the store jpa. */
    private static void chooseStore(Map<String, String> given) {
        String url = given.get("--jdbc-url");
        String redis = given.get("--redis-url");
        String store = given.getOrDefault("--store", redis != null ? REDIS : url != null ? JPA : "");
        if (store.isEmpty()) {
            return;
        }
        if (!store.equals(JPA) && !store.equals(REDIS) && url != null) {
            throw new IllegalArgumentException("--jdbc-url goes with --store jpa or redis only");
        }
        if (!store.equals(REDIS) && redis != null) {
            throw new IllegalArgumentException("--redis-url goes with --store redis only");
        }
        if (redis != null) {
            System.setProperty("jobcast.redis.url", redis);
        }
        System.setProperty("jobcast.store", store);
        if (store.equals(JPA) || url != null) {
            System.setProperty("jobcast.jpa.url", url == null ? HOME_FILE : url);
            System.setProperty("jobcast.jpa.user", given.getOrDefault("--jdbc-user", ""));
            System.setProperty("jobcast.jpa.password", given.getOrDefault("--jdbc-password", ""));
        }
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
