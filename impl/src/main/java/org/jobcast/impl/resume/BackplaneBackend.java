package org.jobcast.impl.resume;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jobcast.job.CancelOutcome;
import org.jobcast.resume.StreamRefusedException;
import org.jobcast.resume.StreamState;
import org.jobcast.spi.Backplane;

/**
 * Streams over a backplane, with the protocol of the npm package {@code resumable-stream}. The text lives with its producer:
 * when that is gone, so is the text. Thread-safe.
 */
final class BackplaneBackend implements Backend {
    private final Backplane backplane;
    private final BackplaneLink link;
    private final BackplaneProducers producers;
    private final BackplaneReaders readers;
    private final AtomicBoolean sweeping = new AtomicBoolean();

    /**
     * Connects.
     *
     * @param backplane closed with this object
     * @param link its two sides, and what belongs to them; its threads are closed with this object
     */
    BackplaneBackend(Backplane backplane, BackplaneLink link) {
        this.backplane = backplane;
        this.link = link;
        this.producers = new BackplaneProducers(link);
        this.readers = new BackplaneReaders(link);
        link.publisher().connect();
        link.subscriber().connect();
    }

    /** A stream belongs to nobody: nodes that read it could not know to whom. */
    @Override
    public Begun begin(Wanted wanted, boolean replace) {
        String id = wanted.id();
        Optional<LiveStream> own = replace ? Optional.empty() : producers.active(id);
        if (own.isPresent()) {
            return new Begun.Taken(own.get());
        }
        LiveStream mine = producers.begin(new Wanted(id, null, wanted.terms()), replace);
        if (mine != null) {
            return new Begun.Mine(mine);
        }
        return new Begun.Taken(find(id).orElseThrow(() ->
                new StreamRefusedException(id, "the stream " + id + " has just been removed; try again")));
    }

    @Override
    public boolean hasOwners() {
        return false;
    }

    @Override
    public StreamState state(String id) {
        return producers.find(id).map(LiveStream::state).orElseGet(() -> link.state(id));
    }

    @Override
    public Optional<StreamView> find(String id) {
        Optional<LiveStream> own = producers.find(id);
        if (own.isPresent()) {
            return own.map(stream -> stream);
        }
        Optional<ReceivedText> known = readers.find(id);
        if (known.isPresent()) {
            return known.map(text -> text);
        }
        return link.sentinel(id).isEmpty() ? Optional.empty() : Optional.of(readers.follow(id));
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
                link.cancel(id);
                yield CancelOutcome.REQUESTED;
            }
        };
    }

    /** One at a time: a sweep may wait for the backplane longer than until the next one. */
    @Override
    public void sweep() {
        if (sweeping.compareAndSet(false, true)) {
            link.threads().execute(() -> {
                try {
                    producers.sweep();
                    readers.sweep();
                } finally {
                    sweeping.set(false);
                }
            });
        }
    }

    @Override
    public void close() {
        producers.close();
        readers.close();
        link.threads().close();
        backplane.close();
    }
}
