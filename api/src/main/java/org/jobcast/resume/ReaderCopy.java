package org.jobcast.resume;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;

/** Takes text from a reader. */
final class ReaderCopy {
    private static final int CHARACTERS = 8192;

    private ReaderCopy() {}

    /** Writes all that a reader gives, until nothing more is wanted. */
    static void all(Reader reader, TextSink sink) throws IOException {
        char[] buffer = new char[CHARACTERS];
        int length = reader.read(buffer);
        while (length >= 0 && sink.write(new String(buffer, 0, length))) {
            length = reader.read(buffer);
        }
    }

    /** Closes what another thread may be reading from. */
    static void close(InputStream bytes) {
        try {
            bytes.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
