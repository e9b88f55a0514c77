package org.jobcast.it.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Open Liberty with the Web Profile and MicroProfile Config; applications are dropped into its directory for that. */
final class Liberty implements ServerUnderTest {
    private Path deployments;

    @Override
    public String id() {
        return "liberty";
    }

    @Override
    public boolean full() {
        return true;
    }

    @Override
    public String dataSource() {
        return "jdbc/it";
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
        Path user = setup.work().resolve("usr");
        Path server = user.resolve("servers/it");
        StringBuilder registry = new StringBuilder();
        Map<String, String> groups = new TreeMap<>();
        for (User each : User.values()) {
            registry.append("<user name=\"%s\" password=\"%s\"/>".formatted(each.login(), each.password()));
            groups.merge(each.role(), "<member name=\"%s\"/>".formatted(each.login()), String::concat);
        }
        groups.forEach((name, members) -> registry.append("<group name=\"%s\">%s</group>".formatted(name, members)));
        FileTrees.write(server.resolve("server.xml"), """
                <server>
                  <featureManager><feature>webProfile-10.0</feature><feature>mpConfig-3.1</feature></featureManager>
                  <httpEndpoint id="defaultHttpEndpoint" host="127.0.0.1" httpPort="%d" httpsPort="-1"><compression/></httpEndpoint>
                  <library id="h2"><fileset dir="${server.config.dir}/h2" includes="*.jar"/></library>
                  <dataSource id="DefaultDataSource" jndiName="jdbc/it">
                    <jdbcDriver libraryRef="h2" javax.sql.XADataSource="org.h2.jdbcx.JdbcDataSource"/>
                    <properties URL="jdbc:h2:mem:it;DB_CLOSE_DELAY=-1"/>
                  </dataSource>
                  <logging consoleLogLevel="INFO"/>
                  <basicRegistry id="basic" realm="jobcast">%s</basicRegistry>
                </server>
                """.formatted(setup.port(), registry));
        Samples.copyLibrary("h2", server.resolve("h2"));
        FileTrees.write(server.resolve("jvm.options"), "-Xmx512m\n");
        deployments = server.resolve("dropins");
        Files.createDirectories(deployments);
        return ServerProcess.start(
                setup,
                List.of("bash", setup.home().resolve("bin/server").toString(), "run", "it"),
                Map.of(
                        "WLP_USER_DIR",
                        user.toString(),
                        "WLP_OUTPUT_DIR",
                        user.resolve("servers").toString()));
    }

    @Override
    public Path deployments() {
        return deployments;
    }

    /** It only warns of what a ServletContainerInitializer throws, and starts the application without that. */
    @Override
    public Pattern failure(String application) {
        return Pattern.compile(".*(CWWKZ0002E|CWWKZ0004E|CWWWC0001W).*");
    }
}
