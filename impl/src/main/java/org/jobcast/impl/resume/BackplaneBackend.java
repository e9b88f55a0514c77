package org.jobcast.impl.resume;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jobcast.job.CancelOutcome;
import org.jobcast.resume.StreamRefusedException;
import org.jobcast.resume.StreamState;
import org.jobcast.spi.Backplane;

/**
 * Streams over a backplane, with the protocol of the npm package {@code resumable-stream}. The text lives with its producer:
 * when that is gone, so is the text. Thread-safe.
 */
final class BackplaneBackend implements Backend {
    private static final int LOCKS = 64;

    private final Backplane backplane;
    private final BackplaneLink link;
    private final BackplaneProducers producers;
    private final BackplaneReaders readers;

    /** Held while a stream is begun or asked for, which may take a while; streams that share one wait for each other. */
    private final List<Object> locks = Stream.generate(Object::new).limit(LOCKS).toList();

    /**
     * Connects.
     *
     * @param backplane closed with this object
     * @param link its two sides, and what belongs to them
     */
    BackplaneBackend(Backplane backplane, BackplaneLink link) {
        this.backplane = backplane;
        this.link = link;
        this.producers = new BackplaneProducers(link);
        this.readers = new BackplaneReaders(link);
        link.publisher().connect();
        link.subscriber().connect();
    }

    @Override
    public Begun begin(Wanted wanted, boolean replace) {
        String id = wanted.id();
        synchronized (lock(id)) {
            Optional<LiveStream> own = producers.find(id);
            if (own.isPresent() && !replace) {
                return new Begun.Taken(own.get());
            }
            if (replace) {
                producers.replace(id);
            }
            LiveStream mine = producers.begin(wanted, replace);
            if (mine != null) {
                return new Begun.Mine(mine);
            }
        }
        return new Begun.Taken(find(id).orElseThrow(() ->
                new StreamRefusedException(id, "the stream " + id + " has just been removed; try again")));
    }

    private Object lock(String id) {
        return locks.get(Math.floorMod(id.hashCode(), LOCKS));
    }

    @Override
    public StreamState state(String id) {
        return producers.find(id).map(LiveStream::state).orElseGet(() -> link.state(id));
    }

    @Override
    public Optional<StreamView> find(String id) {
        Optional<StreamView> near = near(id);
        if (near.isPresent() || link.sentinel(id).isEmpty()) {
            return near;
        }
        synchronized (lock(id)) {
            return Optional.of(near(id).orElseGet(() -> readers.follow(id)));
        }
    }

    private Optional<StreamView> near(String id) {
        Optional<StreamView> own = producers.find(id).map(stream -> stream);
        return own.isPresent() ? own : readers.find(id).map(text -> text);
    }

    @Override
    public CancelOutcome cancel(String id) {
        Optional<LiveStream> own = producers.find(id);
        if (own.isPresent()) {
            return own.get().finish(StreamEnd.CANCELLED) ? CancelOutcome.REQUESTED : CancelOutcome.ALREADY_TERMINAL;
        }
        return switch (link.state(id)) {
            case NONE -> CancelOutcome.UNKNOWN;
            case DONE, FAILED -> CancelOutcome.ALREADY_TERMINAL;
            case ACTIVE -> {
                link.publisher().publish(link.protocol().control(id), VercelProtocol.CANCEL);
                yield CancelOutcome.REQUESTED;
            }
        };
    }

    @Override
    public void sweep() {
        link.threads().execute(() -> {
            producers.sweep();
            readers.sweep();
        });
    }

    @Override
    public void close() {
        producers.close();
        readers.close();
        backplane.close();
    }
}
