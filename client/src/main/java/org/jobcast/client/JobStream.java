package org.jobcast.client;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The events of a job, each once and in order, live until the job ends. The connection is opened by the first call of
 * {@link #next}; when it breaks, is silent for too long or is closed by the server, it is opened again after the last event
 * that arrived. Nothing is read ahead of the reader, so a slow one is served from the server's history and fills no memory
 * here.
 *
 * <p>It ends after {@link JobEvent.Done}, or at once if the job had ended and its last event was known.
 *
 * <p>One thread reads; {@link #close} may come from any, and the reader then sees the end.
 */
public final class JobStream implements Iterable<JobEvent>, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(JobStream.class.getName());

    private final StreamConnection connection;
    private final Deque<JobEvent> ready = new ArrayDeque<>();
    private final SseParser parser;
    private final Requests requests;
    private final StreamOptions options;
    private final Timing timing;
    private final CountDownLatch closed = new CountDownLatch(1);
    private int failures;
    private long lastSignOfLife;
    private boolean begun;
    private boolean ended;

    JobStream(Requests requests, String id, StreamOptions options, Timing timing) {
        this.requests = requests;
        this.options = options;
        this.timing = timing;
        this.connection = new StreamConnection(requests, id);
        this.parser = new SseParser(requests.options().maxEventBytes());
        this.parser.resumeAfter(options.lastEventId());
    }

    /**
     * Waits for the next event.
     *
     * @return the event; empty if the stream has ended or was closed
     * @throws JobNotFoundException if the server does not know the job, or no longer: 404 or 410
     * @throws RefusedException if the server refuses the caller
     * @throws RequestFailedException if the server answers with an error that will not go away by itself
     * @throws UnreachableException if there was no sign of life for as long as the options say
     * @throws EventTooLargeException if an event is larger than the options say
     * @throws CallInterruptedException if the thread is interrupted
     */
    public Optional<JobEvent> next() {
        try {
            while (ready.isEmpty() && !ended && !isClosed()) {
                advance();
            }
        } catch (InterruptedException e) {
            close();
            throw CallInterruptedException.keepingTheFlag(e);
        } catch (JobcastClientException e) {
            close();
            throw e;
        }
        return isClosed() ? Optional.empty() : Optional.ofNullable(ready.poll());
    }

    /**
     * The events that are left, as {@link #next} gives them. There is one sequence, however often this is called.
     *
     * @return an iterator that blocks
     */
    @Override
    public Iterator<JobEvent> iterator() {
        return new Iterator<>() {
            private @Nullable JobEvent peeked;

            @Override
            public boolean hasNext() {
                if (peeked == null) {
                    peeked = JobStream.this.next().orElse(null);
                }
                return peeked != null;
            }

            @Override
            public JobEvent next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("the stream has ended");
                }
                JobEvent event = Objects.requireNonNull(peeked);
                peeked = null;
                return event;
            }
        };
    }

    /**
     * What to give {@link StreamOptions#after} to go on later. Belongs to the reading thread.
     *
     * @return the id of the last event that arrived, empty for none
     */
    public String lastEventId() {
        return parser.lastEventId();
    }

    /**
     * Frees the connection, also while a thread reads; one that is just connecting sees the end when the server has answered
     * or the request timeout is over. Does nothing to the job. Further calls have no effect.
     */
    @Override
    public void close() {
        closed.countDown();
        connection.close();
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void advance() throws InterruptedException {
        if (!begun) {
            begun = true;
            lastSignOfLife = timing.nanos().getAsLong();
        }
        try {
            if (!connection.isOpen()) {
                StreamConnection.Outcome outcome = connection.open(parser.lastEventId());
                if (outcome == StreamConnection.Outcome.NOTHING_MORE) {
                    end();
                    return;
                }
                parser.restart();
            }
            ByteBuffer bytes = connection.read();
            if (bytes == null) {
                throw new EOFException("the server has ended the connection");
            }
            signOfLife();
            take(bytes);
        } catch (StreamConnection.TryLaterException e) {
            reconnect(e, e.retryAfter());
        } catch (IOException e) {
            reconnect(e, Duration.ZERO);
        }
    }

    private void signOfLife() {
        failures = 0;
        lastSignOfLife = timing.nanos().getAsLong();
    }

    private void take(ByteBuffer bytes) {
        for (SseEvent event : parser.push(bytes)) {
            // It is about the connection, whose end follows, and the stream's retry hint comes with it.
            if (event.type().equals("closing")) {
                continue;
            }
            ready.add(Shapes.event(event));
            if (event.type().equals("done")) {
                end();
                return;
            }
        }
    }

    private void end() {
        ended = true;
        connection.close();
    }

    private void reconnect(IOException cause, Duration retryAfter) throws InterruptedException {
        connection.drop();
        if (isClosed()) {
            return;
        }
        boolean inGoodOrder = failures == 0 && cause instanceof EOFException;
        ClientOptions limits = requests.options();
        Duration hint = parser.retry().orElse(limits.minRetry());
        Duration wait = new Backoff(limits.minRetry(), limits.maxRetry(), timing.random())
                .wait(failures + (inGoodOrder ? 0 : 1), hint, retryAfter);
        failures++;
        long silent = timing.nanos().getAsLong() - lastSignOfLife;
        if (Duration.ofNanos(silent).plus(wait).compareTo(limits.giveUpAfter()) > 0) {
            throw new UnreachableException(requests.base(), cause);
        }
        LOG.log(System.Logger.Level.DEBUG, "the stream is opened again in {0}: {1}", wait, cause);
        options.onReconnect()
                .accept(new StreamOptions.Reconnect(
                        inGoodOrder ? 0 : failures, wait, String.valueOf(cause.getMessage())));
        timing.pause().await(wait, closed);
    }
}
