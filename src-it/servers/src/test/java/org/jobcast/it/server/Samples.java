package org.jobcast.it.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The files that the build of the sample has made. */
final class Samples {
    private Samples() {}

    /** The sample: the plain WAR for a full server, the one with CDI, JAX-RS and JPA inside for a servlet container. */
    static Path war(boolean full) {
        return Path.of(
                System.getProperty("sample.directory"), full ? "jobcast-sample.war" : "jobcast-sample-servlet.war");
    }

    /** Copies a library of the sample to a directory, for a server that wants it outside of the application. */
    static void copyLibrary(String name, Path directory) throws IOException {
        try (ZipFile war = new ZipFile(war(true).toFile())) {
            ZipEntry library = war.stream()
                    .filter(entry -> entry.getName().matches("WEB-INF/lib/" + name + "-[0-9.]+\\.jar"))
                    .findFirst()
                    .orElseThrow();
            Files.createDirectories(directory);
            try (InputStream in = war.getInputStream(library)) {
                Files.copy(in, directory.resolve(name + ".jar"));
            }
        }
    }
}
