package org.jobcast.it;

import java.io.File;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jobcast.test.DynamoServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Two nodes on one DynamoDB Local. The sample has no client library for it, as an application has none that did not add it. */
class DynamoNodesIT extends AnyNode {
    private static final Pattern LIBRARY =
            Pattern.compile(".*[/\\\\](awssdk|eventstream|reactive-streams|slf4j-api)[/\\\\].*");

    private final String table = DynamoServer.newTable();
    private DynamoServer server;

    @BeforeAll
    void startDynamo() {
        server = DynamoServer.start();
    }

    @AfterAll
    void stopDynamo() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    SampleProcess.Launch launch() {
        String[] libraries = System.getProperty("java.class.path").split(File.pathSeparator);
        return new SampleProcess.Launch(
                List.of(),
                Stream.of(libraries)
                        .filter(library -> LIBRARY.matcher(library).matches())
                        .toList());
    }

    @Override
    List<String> jvmOptions() {
        return DynamoServer.settings(server.endpoint(), table).stream()
                .map(setting -> "-Djobcast." + setting)
                .toList();
    }

    @Override
    List<String> options() {
        return List.of();
    }

    /** DynamoDB Local is slow. */
    @Override
    String shortLease() {
        return "10s";
    }
}
