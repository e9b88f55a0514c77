package org.jobcast.impl.resume;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.job.JobError;
import org.jobcast.resume.StreamState;
import org.jobcast.resume.TextSink;
import org.jobcast.spi.JsonCodec;
import org.jspecify.annotations.Nullable;

/**
 * A stream that this node produces: the sink of its producer, and the log of its readers. Whoever ends it first decides how.
 * Thread-safe.
 */
final class LiveStream implements StreamView, TextSink {
    private static final System.Logger LOG = System.getLogger(LiveStream.class.getName());

    private final String id;
    private final long generation;
    private final @Nullable String owner;
    private final EventLog log;
    private final StreamTerms terms;
    private final JsonCodec json;
    private final LongSupplier nanos;
    private final BiConsumer<LiveStream, StreamEnd> onEnd;

    /** Held while the place of a chunk is decided and it is appended, so that places and events have one order. */
    private final Object lock = new Object();

    private final Surrogates surrogates = new Surrogates();
    private final List<Runnable> onCancel = new ArrayList<>();
    private long at;
    private boolean told;
    private volatile @Nullable StreamEnd end;
    private volatile long lastSign;

    /**
     * @param wanted what the stream is to be
     * @param generation which one of its id it is
     * @param log its log
     * @param json writes events
     * @param nanos the clock
     * @param onEnd writes the end where others see it; called once, may wait for the store
     */
    LiveStream(
            Backend.Wanted wanted,
            long generation,
            EventLog log,
            JsonCodec json,
            LongSupplier nanos,
            BiConsumer<LiveStream, StreamEnd> onEnd) {
        this.id = wanted.id();
        this.generation = generation;
        this.owner = wanted.owner();
        this.terms = wanted.terms();
        this.log = log;
        this.json = json;
        this.nanos = nanos;
        this.onEnd = onEnd;
        this.lastSign = nanos.getAsLong();
    }

    @Override
    public boolean write(String chunk) {
        Objects.requireNonNull(chunk, "chunk");
        boolean fits;
        synchronized (lock) {
            if (end != null) {
                return false;
            }
            lastSign = nanos.getAsLong();
            fits = at + surrogates.kept() + chunk.length() <= terms.maxCharacters();
            if (fits && !append(surrogates.next(chunk))) {
                return false;
            }
        }
        if (!fits) {
            finish(StreamEnd.failed(
                    "TooLong", "the text is longer than " + terms.maxCharacters() + " characters, the limit"));
            return false;
        }
        log.awaitRoom();
        return true;
    }

    /** False if the log takes nothing more: another node has it. */
    private boolean append(String text) {
        for (int from = 0; from < text.length(); ) {
            int to = Surrogates.cut(text, from, terms.maxChunk());
            TextEvent event = new TextEvent(at, text.substring(from, to));
            if (log.append(TextEvent.TYPE, event.toJson(json), true, null) == 0) {
                return false;
            }
            at = event.end();
            from = to;
        }
        return true;
    }

    @Override
    public void close() {
        end(StreamEnd.DONE);
    }

    @Override
    public void fail(Throwable cause) {
        end(StreamEnd.failed(Objects.requireNonNull(cause, "cause")));
    }

    /** The producer ends it: it need not be told. */
    private void end(StreamEnd how) {
        synchronized (lock) {
            told = true;
        }
        finish(how);
    }

    /** Ends it, once; false if it had ended before. Waits for the store. */
    boolean finish(StreamEnd how) {
        return finish(how, Runnable::run);
    }

    /**
     * Ends it, once.
     *
     * @param blocking where to wait for the store; the producer is told before
     * @return false if it had ended before
     */
    boolean finish(StreamEnd how, Executor blocking) {
        synchronized (lock) {
            if (end != null) {
                return false;
            }
            append(surrogates.rest());
            end = how;
        }
        tell();
        blocking.execute(() -> write(how));
        return true;
    }

    private void write(StreamEnd how) {
        try {
            onEnd.accept(this, how);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the end of the stream " + id + " could not be written", e);
        }
    }

    /** Another node has the stream now: the producer is stopped, and nothing is written any more. */
    void abandon() {
        synchronized (lock) {
            if (end == null) {
                end = StreamEnd.REPLACED;
            }
        }
        tell();
    }

    private void tell() {
        List<Runnable> actions;
        synchronized (lock) {
            actions = told ? List.of() : List.copyOf(onCancel);
            told = true;
            onCancel.clear();
        }
        actions.forEach(this::run);
    }

    private void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "stream " + id + ": an action of its cancellation failed", e);
        }
    }

    @Override
    public boolean isCancelled() {
        return end != null;
    }

    @Override
    public void onCancel(Runnable action) {
        Objects.requireNonNull(action, "action");
        synchronized (lock) {
            if (end == null) {
                onCancel.add(action);
                return;
            }
        }
        run(action);
    }

    /** Whether it goes on, and its producer has given nothing for a while. */
    boolean isQuiet(Duration length) {
        return end == null && nanos.getAsLong() - lastSign > length.toNanos();
    }

    /** Ends it if its producer has been silent for too long. */
    void failIfSilent(Executor blocking) {
        if (isQuiet(terms.activeTtl())) {
            finish(StreamEnd.failed("Silent", "its producer gave nothing for " + terms.activeTtl()), blocking);
        }
    }

    StreamTerms terms() {
        return terms;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public long generation() {
        return generation;
    }

    @Override
    public @Nullable String owner() {
        return owner;
    }

    @Override
    public StreamState state() {
        StreamEnd known = end;
        return known == null ? StreamState.ACTIVE : known.streamState();
    }

    @Override
    public @Nullable JobError error() {
        StreamEnd known = end;
        return known == null ? null : known.error();
    }

    @Override
    public EventLog log() {
        return log;
    }
}
