package org.jobcast.it.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Tomcat with its own configuration, which looks for applications each second instead of each ten. */
final class Tomcat implements ServerUnderTest {
    private final String id;
    private Path deployments;

    Tomcat(String id) {
        this.id = id;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public boolean full() {
        return false;
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
                "<Connector address=\"127.0.0.1\" port=\"" + setup.port() + "\"");
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
        return ServerProcess.start(
                setup,
                List.of("sh", setup.home().resolve("bin/catalina.sh").toString(), "run"),
                Map.of("CATALINA_BASE", base.toString(), "CATALINA_OPTS", "-Xmx512m"));
    }

    @Override
    public Path deployments() {
        return deployments;
    }

    @Override
    public Pattern failure() {
        return Pattern.compile(".*(startup failed due to previous errors|Error deploying web application).*");
    }
}
