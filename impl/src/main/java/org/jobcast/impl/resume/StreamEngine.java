package org.jobcast.impl.resume;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.Logs;
import org.jobcast.impl.channel.Names;
import org.jobcast.impl.job.EngineClock;
import org.jobcast.job.CancelOutcome;
import org.jobcast.job.JobError;
import org.jobcast.resume.ResumableStreams;
import org.jobcast.resume.ResumeFrom;
import org.jobcast.resume.ResumeResult;
import org.jobcast.resume.StreamConflictException;
import org.jobcast.resume.StreamOptions;
import org.jobcast.resume.StreamState;
import org.jobcast.resume.TextSource;
import org.jobcast.spi.Backplane;
import org.jobcast.spi.JobStore;
import org.jobcast.spi.JsonCodec;
import org.jspecify.annotations.Nullable;

/** The resumable streams of an application. Thread-safe; the host calls {@link #sweep} several times a second and closes it. */
public final class StreamEngine implements ResumableStreams, AutoCloseable {
    /** The longest id: the name of its log has room for more in every store. */
    public static final int MAX_ID = 120;

    private final Backend backend;
    private final ResumeSettings settings;
    private final JsonCodec json;
    private final Executor producers;
    private final StreamThreads threads;
    private final Supplier<Optional<String>> caller;
    private final Readers readers;

    /**
     * @param backend decides who produces
     * @param settings the bounds
     * @param parts what the host gives
     * @param threads its own threads, closed with it
     */
    private StreamEngine(Backend backend, ResumeSettings settings, Parts parts, StreamThreads threads) {
        this.backend = backend;
        this.settings = settings;
        this.json = parts.json();
        this.threads = threads;
        this.producers = Objects.requireNonNullElse(parts.producers(), threads.producers());
        this.caller = parts.caller();
        this.readers = new Readers(settings.maxReaders());
    }

    /**
     * An engine whose streams are in the memory of this node.
     *
     * @param store the records
     * @param logs makes the logs
     * @param settings the bounds
     * @param parts what the host gives
     * @return the engine and the guest that looks after its records
     */
    public static Stored inMemory(JobStore store, Logs logs, ResumeSettings settings, Parts parts) {
        return stored(store, new MemoryStreamLogs(logs), settings, parts);
    }

    /**
     * An engine whose streams are in a store that other nodes share.
     *
     * @param store the records
     * @param logs the texts
     * @param settings the bounds
     * @param parts what the host gives
     * @return the engine and the guest that looks after its records
     */
    public static Stored shared(JobStore store, SharedStreamLogs logs, ResumeSettings settings, Parts parts) {
        return stored(store, logs, settings, parts);
    }

    private static Stored stored(JobStore store, StreamLogs logs, ResumeSettings settings, Parts parts) {
        StoredBackend backend = new StoredBackend(store, logs, settings, parts.json(), parts.clock());
        StreamEngine engine = new StreamEngine(backend, settings, parts, new StreamThreads());
        return new Stored(engine, new StreamGuest(backend, parts));
    }

    /**
     * An engine that speaks the protocol of the npm package {@code resumable-stream}. Connects.
     *
     * @param backplane what its nodes share; closed with the engine
     * @param keyPrefix the first part of all keys and channels
     * @param logs makes the logs
     * @param settings the bounds
     * @param parts what the host gives
     * @return the engine
     */
    public static StreamEngine overBackplane(
            Backplane backplane, String keyPrefix, Logs logs, ResumeSettings settings, Parts parts) {
        StreamThreads threads = new StreamThreads();
        try {
            BackplaneLink link = new BackplaneLink(
                    backplane.publisher(),
                    backplane.subscriber(),
                    new VercelProtocol(keyPrefix),
                    settings,
                    logs,
                    parts.json(),
                    parts.clock(),
                    new BackplaneThreads());
            BackplaneBackend backend = new BackplaneBackend(backplane, link);
            return new StreamEngine(backend, settings, parts, threads);
        } catch (RuntimeException e) {
            threads.close();
            backplane.close();
            throw e;
        }
    }

    /**
     * An engine with its place in the store of jobs.
     *
     * @param engine the engine
     * @param guest to be admitted by the engine of jobs
     */
    public record Stored(StreamEngine engine, StreamGuest guest) {}

    /**
     * What the host gives an engine.
     *
     * @param json writes and reads events
     * @param clock the clocks
     * @param producers where sources run that block, null for threads of the engine
     * @param caller who calls, on the calling thread
     * @param streamUri the base of the paths of streams, which ends with a slash
     */
    public record Parts(
            JsonCodec json,
            EngineClock clock,
            @Nullable Executor producers,
            Supplier<Optional<String>> caller,
            String streamUri) {}

    @Override
    public ResumeResult create(String id, StreamOptions options, TextSource source) {
        if (begin(id, options, options.replace(), source) instanceof Backend.Begun.Mine mine) {
            return new ResumeResult.Created(read(mine.stream(), ResumeFrom.start()));
        }
        throw taken(id);
    }

    @Override
    public ResumeResult createOrResume(String id, StreamOptions options, ResumeFrom from, TextSource source) {
        Objects.requireNonNull(from, "from");
        Backend.Begun begun = begin(id, options, false, source);
        if (begun instanceof Backend.Begun.Mine mine) {
            return new ResumeResult.Created(read(mine.stream(), from));
        }
        StreamView known = ((Backend.Begun.Taken) begun).stream();
        if (backend.hasOwners() && !Objects.equals(known.owner(), owner(options))) {
            throw taken(id);
        }
        return result(known, from);
    }

    private Backend.Begun begin(String id, StreamOptions options, boolean replace, TextSource source) {
        Names.require("a stream id", id, MAX_ID);
        Objects.requireNonNull(source, "source");
        Backend.Wanted wanted = new Backend.Wanted(id, owner(options), StreamTerms.of(options, settings));
        Backend.Begun begun = backend.begin(wanted, replace);
        if (begun instanceof Backend.Begun.Mine mine) {
            start(source, mine.stream());
        }
        return begun;
    }

    private static StreamConflictException taken(String id) {
        return new StreamConflictException(
                id,
                "the id " + id + " belongs to another stream; nothing was created. Resume it, replace it, or choose"
                        + " another id");
    }

    private @Nullable String owner(StreamOptions options) {
        if (options.anonymous() || options.owner() != null) {
            return options.owner();
        }
        return caller.get().orElse(null);
    }

    private void start(TextSource source, LiveStream stream) {
        if (stream.isCancelled()) {
            return;
        }
        try {
            source.start(stream, producers);
        } catch (RejectedExecutionException e) {
            stream.finish(StreamEnd.failed("Refused", "there is no thread for the producer; try again later"));
        } catch (Exception | Error e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            stream.fail(e);
        }
    }

    @Override
    public ResumeResult resume(String id, ResumeFrom from) {
        Objects.requireNonNull(from, "from");
        return find(id).map(view -> result(view, from)).orElseGet(() -> new ResumeResult.NotFound(id));
    }

    private ResumeResult result(StreamView view, ResumeFrom from) {
        FollowedStream stream = read(view, from);
        return switch (view.state()) {
            case NONE, ACTIVE -> new ResumeResult.Resumed(stream);
            case DONE -> new ResumeResult.AlreadyDone(stream);
            case FAILED -> {
                JobError error = view.error();
                yield new ResumeResult.Failed(stream, error == null ? StreamEnd.UNKNOWN.reason() : error);
            }
        };
    }

    private FollowedStream read(StreamView view, ResumeFrom from) {
        return new FollowedStream(view, from, this);
    }

    /**
     * Looks a stream up. May wait for the store.
     *
     * @param id its id; any text
     * @return the stream
     */
    public Optional<StreamView> find(String id) {
        return Names.isValid(id, MAX_ID) ? backend.find(id) : Optional.empty();
    }

    @Override
    public StreamState state(String id) {
        return Names.isValid(id, MAX_ID) ? backend.state(id) : StreamState.NONE;
    }

    /** The state of a stream that was looked up some time ago: by now it may be gone, or replaced. */
    StreamState stateOf(StreamView view) {
        Optional<StreamView> now = find(view.id());
        if (now.isEmpty() || now.get().log().name().equals(view.log().name())) {
            return now.map(StreamView::state).orElse(StreamState.NONE);
        }
        return now.get().generation() > view.generation() ? StreamState.FAILED : StreamState.NONE;
    }

    @Override
    public CancelOutcome cancel(String id) {
        return Names.isValid(id, MAX_ID) ? backend.cancel(id) : CancelOutcome.UNKNOWN;
    }

    /**
     * Takes a place for a reader.
     *
     * @param id the stream's id
     * @param log its text
     * @return gives the place back
     * @throws org.jobcast.resume.StreamRefusedException if there is none
     */
    public Runnable enter(String id, EventLog log) {
        return readers.enter(id, log);
    }

    /** Ends streams whose producers are silent, and gives memory back. Called several times a second. */
    public void sweep() {
        backend.sweep();
    }

    Readers readers() {
        return readers;
    }

    Executor threads() {
        return threads.readers();
    }

    JsonCodec json() {
        return json;
    }

    /** Stops the producers of this node, whose streams fail, its readers, and the threads. Waits for the store. */
    @Override
    public void close() {
        backend.close();
        readers.close();
        threads.close();
    }
}
