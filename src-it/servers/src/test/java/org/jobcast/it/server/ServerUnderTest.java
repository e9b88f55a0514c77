package org.jobcast.it.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jobcast.test.Ports;

/**
 * One server: how it is set up, started and stopped, and where it looks for applications. All take a WAR that is put into
 * a directory and drop it when the file is gone, as administrators do it; that is all the deployment there is.
 */
interface ServerUnderTest {
    /** Its directory below that of the servers, and the name of its profile. */
    String id();

    /** Whether it brings CDI and JAX-RS. A servlet container gets them in the WAR. */
    boolean full();

    /** Whether it has managed threads, which bring the caller's name and naming context along. */
    default boolean managedThreads() {
        return full();
    }

    /** Whether jobcast can keep jobs and tasks in a database with the JPA provider that it has, or that is in the WAR. */
    default boolean persistence() {
        return true;
    }

    /** The name of an H2 data source that takes part in its transactions; empty on a servlet container. */
    default String dataSource() {
        return "";
    }

    /** Whether it has MicroProfile Config. */
    default boolean microProfile() {
        return false;
    }

    /** Whether its JAX-RS implementation sends the empty lines in the data of an event. RESTEasy leaves them out. */
    default boolean sendsEmptyLines() {
        return true;
    }

    /** Whether its JAX-RS implementation loads the features of a library, whatever an application lists. CXF does not. */
    default boolean loadsFeatures() {
        return true;
    }

    /** Chooses the port for HTTP. */
    default int choosePort() {
        return Ports.free();
    }

    /**
     * Sets it up in a fresh directory, with ports that are free, and starts it.
     *
     * @return the process, which may still be starting
     */
    ServerProcess start(Setup setup) throws IOException;

    /** Where it looks for applications, from the time it was started. */
    Path deployments();

    /** What its log says when an application of this name failed to start; not all say which one it was. */
    Pattern failure(String application);

    /**
     * What a server is started with.
     *
     * @param home where it was unpacked
     * @param work an empty directory for all that it writes
     * @param port the port for HTTP on the loopback interface
     */
    record Setup(Path home, Path work, int port) {
        Path log() {
            return work.resolve("console.log");
        }
    }
}
