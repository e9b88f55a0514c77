package org.jobcast.client.transport;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The head of an answer, and its body piece by piece. One thread reads; {@link #close} may come from any. */
public interface Answer extends AutoCloseable {
    /**
     * The status code.
     *
     * @return 200 and so on
     */
    int status();

    /**
     * The first header of a name.
     *
     * @param name in any case
     * @return its value
     */
    Optional<String> header(String name);

    /**
     * Waits for more of the body. Nothing is read ahead of the caller beyond a small buffer.
     *
     * @param within how long to wait; after a timeout the answer can only be closed
     * @return the next bytes, at least one; null at the end of the body
     * @throws SocketTimeoutException if nothing arrives in time
     * @throws IOException if the connection breaks, or is closed meanwhile
     * @throws InterruptedException if the thread is interrupted
     */
    @Nullable ByteBuffer read(Duration within) throws IOException, InterruptedException;

    /** Frees the connection; a thread that reads gets an {@link IOException}. Further calls have no effect. */
    @Override
    void close();
}
