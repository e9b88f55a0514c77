package org.jobcast.it.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tomcat with its own configuration, which looks for applications each second instead of each ten; and TomEE, which is
 * that with other libraries and one more listener. There is no ready TomEE 10 in Maven Central, only its parts.
 */
final class Tomcat implements ServerUnderTest {
    private final String id;
    private final boolean tomee;
    private Path deployments;

    Tomcat(String id, boolean tomee) {
        this.id = id;
        this.tomee = tomee;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public boolean full() {
        return tomee;
    }

    /** TomEE has some, but binds them to no name that a library could know. */
    @Override
    public boolean managedThreads() {
        return false;
    }

    /** TomEE comes with OpenJPA, which refuses entities that were not enhanced when they were compiled. */
    @Override
    public boolean persistence() {
        return !tomee;
    }

    @Override
    public boolean loadsFeatures() {
        return !tomee;
    }

    @Override
    public ServerProcess start(Setup setup) throws IOException {
        Path base = setup.work().resolve("base");
        Path conf = base.resolve("conf");
        FileTrees.copy(setup.home().resolve("conf"), conf);
        for (String directory : List.of("logs", "temp", "webapps", "work")) {
            Files.createDirectories(base.resolve(directory));
        }
        Path server = conf.resolve("server.xml");
        FileTrees.replace(server, "<Server port=\"8005\"", "<Server port=\"-1\"");
        FileTrees.replace(
                server,
                "<Connector port=\"8080\"",
                "<Connector address=\"127.0.0.1\" compression=\"on\" port=\"" + setup.port() + "\"");
        FileTrees.replace(
                server,
                "<Engine name=\"Catalina\" defaultHost=\"localhost\">",
                "<Engine name=\"Catalina\" defaultHost=\"localhost\" backgroundProcessorDelay=\"1\">");
        StringBuilder users = new StringBuilder("<tomcat-users xmlns=\"http://tomcat.apache.org/xml\">\n");
        for (User user : User.values()) {
            users.append("<user username=\"%s\" password=\"%s\" roles=\"%s\"/>%n"
                    .formatted(user.login(), user.password(), user.role()));
        }
        FileTrees.write(conf.resolve("tomcat-users.xml"), users + "</tomcat-users>\n");
        deployments = base.resolve("webapps");
        String options = "-Xmx512m";
        if (tomee) {
            options += " -javaagent:" + becomeTomee(conf);
        }
        return ServerProcess.start(
                setup,
                List.of("bash", setup.home().resolve("bin/catalina.sh").toString(), "run"),
                Map.of("CATALINA_BASE", base.toString(), "CATALINA_OPTS", options));
    }

    /** Lays TomEE's libraries, its own Tomcat among them, in the place of Tomcat's; the agent that it needs. */
    private static Path becomeTomee(Path conf) throws IOException {
        Path libraries = Path.of(System.getProperty("tomee.libraries")).toRealPath();
        Path properties = conf.resolve("catalina.properties");
        String loader = Files.readAllLines(properties).stream()
                .filter(line -> line.startsWith("common.loader="))
                .findFirst()
                .orElseThrow();
        FileTrees.replace(properties, loader, "common.loader=\"" + libraries + "/*.jar\"");
        FileTrees.replace(
                conf.resolve("server.xml"),
                "shutdown=\"SHUTDOWN\">",
                "shutdown=\"SHUTDOWN\">\n  <Listener className=\"org.apache.tomee.catalina.ServerListener\" />");
        FileTrees.write(conf.resolve("tomee.xml"), "<tomee/>\n");
        try (Stream<Path> jars = Files.list(libraries)) {
            return jars.filter(jar -> jar.getFileName().toString().startsWith("openejb-javaagent"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Override
    public Path deployments() {
        return deployments;
    }

    @Override
    public Pattern failure(String application) {
        return Pattern.compile(".*(startup failed due to previous errors|Error deploying web application).*");
    }
}
