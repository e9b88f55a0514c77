package org.jobcast.it.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Jetty with its modules for Jakarta EE 10 applications. */
final class Jetty implements ServerUnderTest {
    private Path deployments;

    @Override
    public String id() {
        return "jetty";
    }

    @Override
    public boolean full() {
        return false;
    }

    @Override
    public ServerProcess start(Setup setup) throws IOException {
        Path base = Files.createDirectories(setup.work().resolve("base"));
        List<String> java = List.of(
                Java.command(),
                "-Xmx512m",
                "-jar",
                setup.home().resolve("start.jar").toString(),
                "jetty.home=" + setup.home(),
                "jetty.base=" + base);
        ServerProcess.run(
                setup,
                with(
                        java,
                        "--add-modules=http,ee10-deploy,ee10-annotations,ee10-plus,ee10-cdi-decorate,ee10-jsp,ee10-jndi"),
                Map.of());
        deployments = Files.createDirectories(base.resolve("webapps"));
        return ServerProcess.start(
                setup,
                with(
                        java,
                        "jetty.http.host=127.0.0.1",
                        "jetty.http.port=" + setup.port(),
                        "jetty.deploy.scanInterval=1"),
                Map.of());
    }

    private static List<String> with(List<String> command, String... more) {
        return java.util.stream.Stream.concat(command.stream(), List.of(more).stream())
                .toList();
    }

    @Override
    public Path deployments() {
        return deployments;
    }

    @Override
    public Pattern failure() {
        return Pattern.compile(".*(Failed startup of context|Unable to deploy).*");
    }
}
