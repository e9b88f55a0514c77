package org.jobcast.it.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jobcast.test.Ports;

/** WildFly with its standalone.xml, which scans for deployments more often than each five seconds, and compresses. */
final class WildFly implements ServerUnderTest {
    private Path deployments;

    @Override
    public String id() {
        return "wildfly";
    }

    @Override
    public boolean full() {
        return true;
    }

    @Override
    public String dataSource() {
        return "java:jboss/datasources/ExampleDS";
    }

    @Override
    public boolean microProfile() {
        return true;
    }

    @Override
    public boolean sendsEmptyLines() {
        return false;
    }

    @Override
    public ServerProcess start(Setup setup) throws IOException {
        Path base = setup.work().resolve("base");
        FileTrees.copy(setup.home().resolve("standalone"), base);
        deployments = base.resolve("deployments");
        Path configuration = base.resolve("configuration");
        Path standalone = configuration.resolve("standalone.xml");
        FileTrees.replace(standalone, "scan-interval=\"5000\"", "scan-interval=\"500\"");
        FileTrees.replace(
                standalone,
                "<location name=\"/\" handler=\"welcome-content\"/>",
                "<location name=\"/\" handler=\"welcome-content\"/><filter-ref name=\"gzip\"/>");
        FileTrees.replace(
                standalone,
                "<servlet-container name=\"default\">",
                "<filters><gzip name=\"gzip\"/></filters><servlet-container name=\"default\">");
        StringBuilder users = new StringBuilder();
        StringBuilder roles = new StringBuilder();
        for (User user : User.values()) {
            users.append(user.login()).append('=').append(digest(user)).append('\n');
            roles.append(user.login()).append('=').append(user.role()).append('\n');
        }
        FileTrees.write(configuration.resolve("application-users.properties"), users.toString());
        FileTrees.write(configuration.resolve("application-roles.properties"), roles.toString());
        return ServerProcess.start(
                setup,
                List.of(
                        "bash",
                        setup.home().resolve("bin/standalone.sh").toString(),
                        "-Djboss.server.base.dir=" + base,
                        "-Djboss.http.port=" + setup.port(),
                        "-Djboss.https.port=" + Ports.free(),
                        "-Djboss.management.http.port=" + Ports.free()),
                Map.of("JBOSS_JAVA_SIZING", "-Xms64m -Xmx512m -XX:MetaspaceSize=96M -XX:MaxMetaspaceSize=256m"));
    }

    /** As its add-user script writes it. */
    private static String digest(User user) {
        try {
            String text = user.login() + ":ApplicationRealm:" + user.password();
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
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
        return Pattern.compile(".*(WFLYCTL0013|WFLYCTL0186|MSC000001: Failed to start).*");
    }
}
