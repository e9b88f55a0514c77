package org.jobcast.sample;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An uploaded file, stored until its import has ended.
 *
 * @param file where it is
 * @param lines how many lines it has
 */
record Upload(Path file, long lines) {
    static final long MAX_BYTES = 64L * 1024 * 1024;

    /**
     * Stores a request's body.
     *
     * @throws TooLargeException if it is longer than {@link #MAX_BYTES}; nothing is stored then
     * @throws IOException if it cannot be read or stored; nothing is stored then
     */
    static Upload store(InputStream body) throws IOException {
        Path file = Files.createTempFile(directory(), "jobcast-import-", ".csv");
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] buffer = new byte[64 * 1024];
            long bytes = 0;
            long lines = 0;
            byte last = '\n';
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                bytes += n;
                if (bytes > MAX_BYTES) {
                    throw new TooLargeException();
                }
                for (int i = 0; i < n; i++) {
                    lines += buffer[i] == '\n' ? 1 : 0;
                }
                last = n > 0 ? buffer[n - 1] : last;
                out.write(buffer, 0, n);
            }
            return new Upload(file, last == '\n' ? lines : lines + 1);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** Nodes that are to go on with each other's imports need one that all of them see: {@code -Dsample.uploads=…}. */
    private static Path directory() {
        return Path.of(System.getProperty("sample.uploads", System.getProperty("java.io.tmpdir")));
    }

    CsvReader open() throws IOException {
        return new CsvReader(new BufferedInputStream(Files.newInputStream(file)));
    }

    void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            System.getLogger(Upload.class.getName())
                    .log(System.Logger.Level.WARNING, "An uploaded file stays in the temporary directory", e);
        }
    }

    /** The body is longer than {@link #MAX_BYTES}. */
    static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLargeException() {
            super("more than " + MAX_BYTES + " bytes");
        }
    }
}
