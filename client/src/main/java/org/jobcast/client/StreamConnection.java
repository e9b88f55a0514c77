package org.jobcast.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jobcast.client.transport.Answer;
import org.jspecify.annotations.Nullable;

/** One connection of a stream after the other. One thread opens and reads; {@link #close} may come from any. */
final class StreamConnection implements AutoCloseable {
    private static final Set<Integer> LATER = Set.of(408, 425, 429, 500, 502, 503, 504);

    private final Requests requests;
    private final String id;
    private final Object lock = new Object();
    private @Nullable Answer answer;
    private boolean closed;

    StreamConnection(Requests requests, String id) {
        this.requests = requests;
        this.id = id;
    }

    /** What became of opening a connection. */
    enum Outcome {
        OPEN,
        NOTHING_MORE
    }

    /** The server cannot serve the stream now. */
    static final class TryLaterException extends IOException {
        private static final long serialVersionUID = 1L;

        private final Duration retryAfter;

        TryLaterException(int status, Duration retryAfter) {
            super("the server answered with status " + status);
            this.retryAfter = retryAfter;
        }

        Duration retryAfter() {
            return retryAfter;
        }
    }

    boolean isOpen() {
        synchronized (lock) {
            return answer != null;
        }
    }

    Outcome open(String lastEventId) throws IOException, InterruptedException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", "text/event-stream");
        headers.put("Cache-Control", "no-store");
        if (!lastEventId.isEmpty()) {
            headers.put("Last-Event-ID", lastEventId);
        }
        String path = Requests.job(id) + "/stream";
        Answer opened = requests.open("GET", path, headers, requests.options().requestTimeout());
        synchronized (lock) {
            if (!closed) {
                answer = opened;
                opened = null;
            }
        }
        if (opened != null) {
            opened.close();
            throw new AsynchronousCloseException();
        }
        return judge();
    }

    private Outcome judge() throws IOException, InterruptedException {
        Answer opened = current();
        int status = opened.status();
        if (status == 204) {
            return Outcome.NOTHING_MORE;
        }
        if (status == 404 || status == 410) {
            throw new JobNotFoundException(id);
        }
        if (LATER.contains(status)) {
            throw new TryLaterException(status, RetryAfter.of(opened, Duration.ZERO));
        }
        if (status != 200) {
            throw Requests.failure(status, requests.text(opened));
        }
        String type = opened.header("Content-Type").orElse("");
        if (!type.regionMatches(true, 0, "text/event-stream", 0, "text/event-stream".length())) {
            throw new JobcastClientException(
                    "The answer is no event stream but " + type + ": is this the address of jobcast?");
        }
        return Outcome.OPEN;
    }

    private Answer current() throws AsynchronousCloseException {
        synchronized (lock) {
            if (answer == null) {
                throw new AsynchronousCloseException();
            }
            return answer;
        }
    }

    @Nullable ByteBuffer read() throws IOException, InterruptedException {
        return current().read(requests.options().silence());
    }

    /** Closes the connection; another one may be opened. */
    void drop() {
        Answer dropped;
        synchronized (lock) {
            dropped = answer;
            answer = null;
        }
        if (dropped != null) {
            dropped.close();
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
        }
        drop();
    }
}
