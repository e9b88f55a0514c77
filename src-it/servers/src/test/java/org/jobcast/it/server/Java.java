package org.jobcast.it.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The JDK that the servers run on, which need not be that of the tests. */
final class Java {
    private Java() {}

    static Path home() {
        return Path.of(System.getProperty("server.jdk"));
    }

    static String command() {
        return home().resolve("bin/java").toString();
    }

    /** Its feature release, such as 17. */
    static int feature() throws IOException {
        List<String> release = Files.readAllLines(home().resolve("release"));
        return release.stream()
                .filter(line -> line.startsWith("JAVA_VERSION="))
                .map(line -> line.replaceAll("^JAVA_VERSION=\"(\\d+).*$", "$1"))
                .mapToInt(Integer::parseInt)
                .findFirst()
                .orElseThrow();
    }
}
