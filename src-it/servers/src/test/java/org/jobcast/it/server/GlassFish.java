package org.jobcast.it.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** GlassFish, and Payara which was made from it: a domain of its own with the automatic deployment that both come with. */
final class GlassFish implements ServerUnderTest {
    private static final String DOMAIN = "it";
    /** Where HTTP is among the ports of a domain, which are given as one block. */
    private static final int HTTP = 80;
    /** All that it opens of that block: debugger, IIOP, administration, shell, JMS, HTTP, JMX. */
    private static final int[] PORTS = {9, 37, 38, 39, 48, 66, 76, HTTP, 81, 86};

    private final String id;
    private Path deployments;

    GlassFish(String id) {
        this.id = id;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public boolean full() {
        return true;
    }

    @Override
    public String dataSource() {
        return "jdbc/__default";
    }

    @Override
    public boolean microProfile() {
        return id.equals("payara");
    }

    /** Below the ports that systems give to connections: one of a block would too often be taken. */
    @Override
    public int choosePort() {
        Random random = new Random();
        for (int attempt = 0; attempt < 100; attempt++) {
            int base = 100 * random.nextInt(110, 320);
            if (IntStream.of(PORTS).allMatch(port -> isFree(base + port))) {
                return base + HTTP;
            }
        }
        throw new AssertionError("no block of free ports");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public ServerProcess start(Setup setup) throws IOException {
        Path domains = setup.work().resolve("domains");
        String base = String.valueOf(setup.port() - HTTP);
        asadmin(setup, "create-domain", "--nopassword", "--portbase", base, "--domaindir", domains.toString(), DOMAIN);
        Path domain = domains.resolve(DOMAIN);
        FileTrees.replace(domain.resolve("config/domain.xml"), "0.0.0.0", "127.0.0.1");
        FileTrees.replace(
                domain.resolve("config/domain.xml"),
                "<http default-virtual-server=\"server\"",
                "<http compression=\"on\" default-virtual-server=\"server\"");
        if (!id.equals("payara")) {
            useH2(domain);
        }
        StringBuilder users = new StringBuilder();
        for (User user : User.values()) {
            users.append(user.login() + ";" + digest(user) + ";" + user.role() + "\n");
        }
        FileTrees.write(domain.resolve("config/keyfile"), users.toString());
        deployments = Files.createDirectories(domain.resolve("autodeploy"));
        return ServerProcess.start(
                setup,
                command(setup, "start-domain", "--verbose", "--domaindir", domains.toString(), DOMAIN),
                environment());
    }

    /** The default data source of GlassFish needs a Derby server; Payara's is H2 as it comes. */
    private static void useH2(Path domain) throws IOException {
        FileTrees.replace(domain.resolve("config/domain.xml"), "<jdbc-resource pool-name=\"DerbyPool\"", """
                <jdbc-connection-pool name="H2Pool" datasource-classname="org.h2.jdbcx.JdbcDataSource" res-type="javax.sql.DataSource">
                  <property name="URL" value="jdbc:h2:mem:it;DB_CLOSE_DELAY=-1" />
                </jdbc-connection-pool>
                <jdbc-resource pool-name="H2Pool\"""");
        Samples.copyLibrary("h2", domain.resolve("lib"));
    }

    private static void asadmin(Setup setup, String... arguments) throws IOException {
        ServerProcess.run(setup, command(setup, arguments), environment());
    }

    private static List<String> command(Setup setup, String... arguments) {
        List<String> command = new ArrayList<>(
                List.of("bash", setup.home().resolve("bin/asadmin").toString(), "--user", "admin"));
        command.addAll(List.of(arguments));
        return command;
    }

    private static Map<String, String> environment() {
        return Map.of("AS_JAVA", Java.home().toString());
    }

    /** As its create-file-user writes it: salted SHA-256, a hundred times, the salt behind it. */
    private static String digest(User user) {
        try {
            byte[] salt = {1, 2, 3, 4, 5, 6, 7, 8};
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(user.password().getBytes(StandardCharsets.UTF_8));
            byte[] hash = sha.digest(salt);
            for (int i = 2; i <= 100; i++) {
                hash = sha.digest(hash);
            }
            byte[] both = new byte[hash.length + salt.length];
            System.arraycopy(hash, 0, both, 0, hash.length);
            System.arraycopy(salt, 0, both, hash.length, salt.length);
            return "{SSHA256}" + Base64.getEncoder().encodeToString(both);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public Path deployments() {
        return deployments;
    }

    @Override
    public Pattern failure(String application) {
        return Pattern.compile(".*Autodeploy failed : \\S*/" + application + "\\.war.*");
    }
}
