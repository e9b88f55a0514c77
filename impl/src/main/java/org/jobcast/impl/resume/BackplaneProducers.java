package org.jobcast.impl.resume;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.resume.StreamRefusedException;
import org.jspecify.annotations.Nullable;

/** The streams that this node produces for readers on a backplane. Thread-safe; one stream of an id is begun at a time. */
final class BackplaneProducers {
    private static final System.Logger LOG = System.getLogger(BackplaneProducers.class.getName());

    private final BackplaneLink link;
    private final ConcurrentMap<String, Produced> produced = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** A stream of this node, and when it can be forgotten: 0 while it goes on. */
    private static final class Produced {
        final PublishedText text;
        volatile long renewed;
        volatile long until;
        volatile @Nullable StreamEnd end;

        Produced(PublishedText text, long now) {
            this.text = text;
            this.renewed = now;
        }
    }

    BackplaneProducers(BackplaneLink link) {
        this.link = link;
    }

    Optional<LiveStream> find(String id) {
        return Optional.ofNullable(produced.get(id)).map(own -> own.text.stream());
    }

    /** Ends a stream of this node, so that another one can take its place; those of other nodes end themselves. */
    void replace(String id) {
        link.publisher().publish(link.protocol().control(id), VercelProtocol.REPLACE);
        Produced own = produced.get(id);
        if (own != null) {
            own.text.stream().finish(StreamEnd.REPLACED);
            produced.remove(id, own);
        }
    }

    /**
     * Becomes the producer, listening before it asks who is first, so that no request of a reader is lost.
     *
     * @param wanted the stream
     * @param force whether to be it whoever was first
     * @return the stream, null if somebody else was first
     */
    @Nullable LiveStream begin(Backend.Wanted wanted, boolean force) {
        requireRoom(wanted.id());
        String id = wanted.id();
        Requests requests = new Requests();
        link.subscriber().subscribe(link.protocol().requests(id), requests);
        boolean first = false;
        try {
            first = force
                    || link.publisher().increment(link.protocol().sentinel(id)).equals(OptionalLong.of(1));
            return first ? produce(wanted, requests) : null;
        } finally {
            if (!first) {
                link.subscriber().unsubscribe(link.protocol().requests(id));
            }
        }
    }

    private void requireRoom(String id) {
        if (closed || produced.size() >= link.settings().maxStreams()) {
            throw new StreamRefusedException(
                    id,
                    "the stream " + id + " was not created: " + link.settings().maxStreams()
                            + " streams are here, as many as jobcast.resume.max-streams allows, or the application is"
                            + " shutting down");
        }
    }

    private LiveStream produce(Backend.Wanted wanted, Requests requests) {
        String id = wanted.id();
        VercelProtocol protocol = link.protocol();
        link.publisher().set(protocol.sentinel(id), "1", wanted.terms().activeTtl());
        EventLog log = link.newLog(id);
        LiveStream mine =
                new LiveStream(wanted, 1, log, link.json(), link.clock().nanos(), this::ended);
        PublishedText text = new PublishedText(
                mine,
                protocol,
                link.publisher(),
                link.json(),
                link.threads(),
                link.settings().maxReaders());
        produced.put(id, new Produced(text, link.now()));
        requests.to(text);
        link.subscriber()
                .subscribe(protocol.control(id), message -> link.threads().execute(() -> stop(mine, message)));
        return mine;
    }

    /** Keeps the requests of readers until there is a stream to answer them. */
    private static final class Requests implements Consumer<String> {
        private final List<String> early = new ArrayList<>();
        private @Nullable PublishedText text;

        @Override
        public synchronized void accept(String message) {
            if (text == null) {
                early.add(message);
            } else {
                text.request(message);
            }
        }

        synchronized void to(PublishedText begun) {
            text = begun;
            early.forEach(begun::request);
            early.clear();
        }
    }

    private static void stop(LiveStream stream, String message) {
        stream.finish(message.equals(VercelProtocol.REPLACE) ? StreamEnd.REPLACED : StreamEnd.CANCELLED);
    }

    /** The sentinel first: whoever reads the end finds the stream ended. */
    private void ended(LiveStream stream, StreamEnd end) {
        String id = stream.id();
        Produced own = produced.get(id);
        boolean current = own != null && own.text.stream() == stream;
        boolean replaced = end.equals(StreamEnd.REPLACED);
        if (own != null && current) {
            own.until = link.now() + stream.terms().doneTtl().toNanos();
            if (!replaced) {
                own.end = end;
                markDone(own, end);
            }
        }
        stream.log().closeWith(StreamEnd.TYPE, end.toJson(link.json()));
        if (own != null && current) {
            if (replaced) {
                produced.remove(id, own);
            }
            link.subscriber().unsubscribe(link.protocol().control(id));
            link.subscriber().unsubscribe(link.protocol().requests(id));
            own.text.end();
        }
    }

    private void markDone(Produced own, StreamEnd end) {
        LiveStream stream = own.text.stream();
        try {
            link.markDone(stream.id(), end, stream.terms().doneTtl());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "a stream has ended, but the backplane could not be told", e);
        }
    }

    /** Renews what goes on, fails what is silent, forgets what ended some time ago. */
    void sweep() {
        produced.forEach(this::look);
    }

    private void look(String id, Produced own) {
        LiveStream stream = own.text.stream();
        if (own.until != 0) {
            if (link.now() - own.until > 0 && !stream.log().isFollowed() && produced.remove(id, own)) {
                link.logs().release(stream.log());
            }
            return;
        }
        stream.failIfSilent(Runnable::run);
        Duration ttl = stream.terms().activeTtl();
        if (own.until == 0 && link.now() - own.renewed > ttl.toNanos() / 3) {
            own.renewed = link.now();
            link.publisher().set(link.protocol().sentinel(id), "1", ttl);
            StreamEnd end = own.end;
            if (end != null) {
                // It has ended meanwhile, and what says so was just overwritten.
                markDone(own, end);
            }
        }
    }

    void close() {
        closed = true;
        StreamEnd stopped = StreamEnd.failed("Stopped", "the application was stopped");
        produced.values().forEach(own -> own.text.stream().finish(stopped));
    }
}
