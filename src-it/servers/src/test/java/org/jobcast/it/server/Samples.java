package org.jobcast.it.server;

import java.nio.file.Path;

/** The files that the build of the sample has made. */
final class Samples {
    private Samples() {}

    /** The sample: the plain WAR for a full server, the one with CDI, JAX-RS and JPA inside for a servlet container. */
    static Path war(boolean full) {
        return Path.of(
                System.getProperty("sample.directory"), full ? "jobcast-sample.war" : "jobcast-sample-servlet.war");
    }
}
