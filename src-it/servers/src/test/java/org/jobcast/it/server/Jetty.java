package org.jobcast.it.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Jetty with its modules for Jakarta EE 10 applications. */
final class Jetty implements ServerUnderTest {
    private static final String USERS = """
            <?xml version="1.0"?>
            <!DOCTYPE Configure PUBLIC "-//Jetty//Configure//EN" "https://jetty.org/configure_10_0.dtd">
            <Configure id="Server" class="org.eclipse.jetty.server.Server">
              <Call name="addBean">
                <Arg>
                  <New class="org.eclipse.jetty.security.HashLoginService">
                    <Set name="name">jobcast</Set>
                    <Set name="userStore">
                      <New class="org.eclipse.jetty.security.UserStore">
                        %s
                      </New>
                    </Set>
                  </New>
                </Arg>
              </Call>
            </Configure>
            """;

    private static final String USER = """
            <Call name="addUser">
              <Arg>%s</Arg>
              <Arg>
                <Call class="org.eclipse.jetty.util.security.Credential" name="getCredential"><Arg>%s</Arg></Call>
              </Arg>
              <Arg><Array type="java.lang.String"><Item>%s</Item></Array></Arg>
            </Call>
            """;

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
                        "--add-modules=http,compression-gzip,ee10-deploy,ee10-annotations,ee10-plus,ee10-cdi-decorate,ee10-jsp,ee10-jndi"),
                Map.of());
        FileTrees.write(base.resolve("etc/users.xml"), USERS.formatted(users()));
        deployments = Files.createDirectories(base.resolve("webapps"));
        return ServerProcess.start(
                setup,
                with(
                        java,
                        "jetty.http.host=127.0.0.1",
                        "jetty.http.port=" + setup.port(),
                        "jetty.deploy.scanInterval=1",
                        "etc/users.xml"),
                Map.of());
    }

    private static String users() {
        return Stream.of(User.values())
                .map(user -> USER.formatted(user.login(), user.password(), user.role()))
                .collect(Collectors.joining());
    }

    private static List<String> with(List<String> command, String... more) {
        return Stream.concat(command.stream(), List.of(more).stream()).toList();
    }

    @Override
    public Path deployments() {
        return deployments;
    }

    @Override
    public Pattern failure(String application) {
        return Pattern.compile(".*(Failed startup of context|Unable to deploy).*");
    }
}
