package org.jobcast.impl.resume;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.Logs;
import org.jobcast.impl.job.EngineClock;
import org.jobcast.job.CancelOutcome;
import org.jobcast.job.JobError;
import org.jobcast.resume.StreamRefusedException;
import org.jobcast.resume.StreamState;
import org.jobcast.spi.Backplane;
import org.jobcast.spi.BackplanePublisher;
import org.jobcast.spi.BackplaneSubscriber;
import org.jobcast.spi.JsonCodec;
import org.jspecify.annotations.Nullable;

/**
 * Streams over a backplane, with the protocol of the npm package {@code resumable-stream}. The text lives with its producer:
 * when that is gone, so is the text. Thread-safe.
 */
final class BackplaneBackend implements Backend {
    private static final int EVENTS = 1 << 30;
    private static final int LOCKS = 64;
    private static final long IDLE = Duration.ofMinutes(1).toNanos();
    private static final System.Logger LOG = System.getLogger(BackplaneBackend.class.getName());

    private final Backplane backplane;
    private final BackplanePublisher publisher;
    private final BackplaneSubscriber subscriber;
    private final VercelProtocol protocol;
    private final Logs logs;
    private final ResumeSettings settings;
    private final JsonCodec json;
    private final EngineClock clock;
    private final Executor threads;
    private final Duration ack;
    private final ConcurrentMap<String, Produced> produced = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, ReceivedText> received = new ConcurrentHashMap<>();

    /** Held while a stream is begun or asked for, which may take a while; streams that share one wait for each other. */
    private final List<Object> locks = Stream.generate(Object::new).limit(LOCKS).toList();

    private volatile boolean closed;

    /** A stream of this node, and when it can be forgotten: 0 while it goes on. */
    private static final class Produced {
        final PublishedText text;
        volatile long renewed;
        volatile long until;

        Produced(PublishedText text, long now) {
            this.text = text;
            this.renewed = now;
        }
    }

    /**
     * What it needs.
     *
     * @param logs makes the logs
     * @param json writes events
     * @param clock the clocks
     * @param threads may wait for the backplane
     * @param ack how long a producer may take to answer a reader
     */
    record Parts(Logs logs, JsonCodec json, EngineClock clock, Executor threads, Duration ack) {}

    BackplaneBackend(Backplane backplane, String keyPrefix, ResumeSettings settings, Parts parts) {
        this.backplane = backplane;
        this.publisher = backplane.publisher();
        this.subscriber = backplane.subscriber();
        this.protocol = new VercelProtocol(keyPrefix);
        this.settings = settings;
        this.logs = parts.logs();
        this.json = parts.json();
        this.clock = parts.clock();
        this.threads = parts.threads();
        this.ack = parts.ack();
        publisher.connect();
        subscriber.connect();
    }

    @Override
    public Begun begin(Wanted wanted, boolean replace) {
        synchronized (lock(wanted.id())) {
            Produced own = produced.get(wanted.id());
            if (own != null && !replace) {
                return new Begun.Taken(own.text.stream());
            }
            if (replace) {
                publisher.publish(protocol.control(wanted.id()), "replace");
                forget(wanted.id(), own, StreamEnd.REPLACED);
            }
            requireRoom(wanted.id());
            LiveStream mine = tryToProduce(wanted, replace);
            if (mine != null) {
                return new Begun.Mine(mine);
            }
        }
        return new Begun.Taken(find(wanted.id())
                .orElseThrow(() -> new StreamRefusedException(
                        wanted.id(), "the stream " + wanted.id() + " has just been removed; try again")));
    }

    private Object lock(String id) {
        return locks.get(Math.floorMod(id.hashCode(), LOCKS));
    }

    private void requireRoom(String id) {
        if (closed || produced.size() >= settings.maxStreams()) {
            throw new StreamRefusedException(
                    id,
                    "the stream " + id + " was not created: " + settings.maxStreams()
                            + " streams are here, as many as jobcast.resume.max-streams allows, or the application is"
                            + " shutting down");
        }
    }

    /** Listens before it asks who is first, so that no request of a reader is lost. Null if somebody else was. */
    private @Nullable LiveStream tryToProduce(Wanted wanted, boolean replace) {
        String id = wanted.id();
        Requests requests = new Requests();
        subscriber.subscribe(protocol.requests(id), requests);
        boolean first = false;
        try {
            first = replace || publisher.increment(protocol.sentinel(id)).equals(OptionalLong.of(1));
            if (!first) {
                return null;
            }
            publisher.set(protocol.sentinel(id), "1", wanted.terms().activeTtl());
            EventLog log = logs.create("stream " + id, EVENTS, Long.MAX_VALUE);
            LiveStream mine = new LiveStream(wanted, 1, log, json, clock.nanos(), this::ended);
            PublishedText text = new PublishedText(mine, protocol, publisher, json, threads, settings.maxReaders());
            produced.put(id, new Produced(text, clock.nanos().getAsLong()));
            requests.to(text);
            subscriber.subscribe(protocol.control(id), message -> threads.execute(() -> stop(mine, message)));
            return mine;
        } finally {
            if (!first) {
                subscriber.unsubscribe(protocol.requests(id));
            }
        }
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
        stream.finish(message.equals("replace") ? StreamEnd.REPLACED : StreamEnd.CANCELLED);
    }

    /** The sentinel first: whoever reads the end finds the stream ended. */
    private void ended(LiveStream stream, StreamEnd end) {
        String id = stream.id();
        Produced own = produced.get(id);
        boolean current = own != null && own.text.stream() == stream;
        if (current && !end.equals(StreamEnd.REPLACED)) {
            markDone(stream, end);
        }
        stream.log().closeWith(StreamEnd.TYPE, end.toJson(json));
        if (own == null || !current) {
            return;
        }
        if (end.equals(StreamEnd.REPLACED)) {
            produced.remove(id, own);
        }
        own.until = clock.nanos().getAsLong() + stream.terms().doneTtl().toNanos();
        subscriber.unsubscribe(protocol.control(id));
        subscriber.unsubscribe(protocol.requests(id));
        own.text.end();
    }

    private void markDone(LiveStream stream, StreamEnd end) {
        Duration ttl = atLeastASecond(stream.terms().doneTtl());
        try {
            if (end.isFailure()) {
                JobError error = end.reason();
                publisher.set(protocol.failure(stream.id()), error.type() + ": " + error.message(), ttl);
            }
            publisher.set(protocol.sentinel(stream.id()), VercelProtocol.DONE, ttl);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "a stream has ended, but the backplane could not be told", e);
        }
    }

    private static Duration atLeastASecond(Duration ttl) {
        return ttl.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : ttl;
    }

    private void forget(String id, @Nullable Produced own, StreamEnd end) {
        if (own != null) {
            own.text.stream().finish(end);
            produced.remove(id, own);
        }
    }

    @Override
    public StreamState state(String id) {
        Produced own = produced.get(id);
        if (own != null) {
            return own.text.stream().state();
        }
        Optional<String> sentinel = publisher.get(protocol.sentinel(id));
        if (sentinel.isEmpty()) {
            return StreamState.NONE;
        }
        return sentinel.get().equals(VercelProtocol.DONE) ? doneAs(id).streamState() : StreamState.ACTIVE;
    }

    private StreamEnd doneAs(String id) {
        return publisher
                .get(protocol.failure(id))
                .map(text -> {
                    int colon = text.indexOf(": ");
                    return colon < 0
                            ? StreamEnd.failed("Failed", text)
                            : StreamEnd.failed(text.substring(0, colon), text.substring(colon + 2));
                })
                .orElse(StreamEnd.DONE);
    }

    @Override
    public Optional<StreamView> find(String id) {
        Produced own = produced.get(id);
        if (own != null) {
            return Optional.of(own.text.stream());
        }
        ReceivedText known = received.get(id);
        if (known != null && known.state() == StreamState.ACTIVE) {
            return Optional.of(known.used());
        }
        return publisher.get(protocol.sentinel(id)).map(sentinel -> follow(id));
    }

    /** One reader of this node asks for the text; the others read what it gets. */
    private ReceivedText follow(String id) {
        synchronized (lock(id)) {
            return followOnce(id);
        }
    }

    private ReceivedText followOnce(String id) {
        ReceivedText known = received.get(id);
        if (known != null && known.state() == StreamState.ACTIVE) {
            return known.used();
        }
        StreamTerms terms = new StreamTerms(
                settings.activeTtl(), settings.doneTtl(), settings.maxCharacters(), settings.maxChunk());
        EventLog log = logs.create("stream " + id, EVENTS, Long.MAX_VALUE);
        ReceivedText text = new ReceivedText(id, log, terms, json, clock.nanos());
        received.put(id, text);
        if (publisher
                .get(protocol.sentinel(id))
                .filter(VercelProtocol.DONE::equals)
                .isPresent()) {
            text.end(notKept(id));
            return text;
        }
        subscriber.subscribe(protocol.chunks(text.listener()), message -> receive(text, message));
        publisher.publish(protocol.requests(id), new VercelProtocol.Request(text.listener(), 0).toJson(json));
        if (!text.awaitProducer(ack.toNanos())) {
            boolean done = publisher
                    .get(protocol.sentinel(id))
                    .filter(VercelProtocol.DONE::equals)
                    .isPresent();
            end(text, done ? notKept(id) : StreamEnd.NODE_DIED);
        }
        return text;
    }

    /** It is done, but the text is not here: whoever reads it must not take nothing for the text. */
    private StreamEnd notKept(String id) {
        StreamEnd end = doneAs(id);
        return end.isFailure() ? end : ReceivedText.NOT_KEPT;
    }

    private void receive(ReceivedText text, String message) {
        text.receive(message);
        if (message.equals(VercelProtocol.OVER)) {
            threads.execute(() -> end(text, doneAs(text.id())));
        }
    }

    private void end(ReceivedText text, StreamEnd end) {
        text.end(end);
        subscriber.unsubscribe(protocol.chunks(text.listener()));
    }

    @Override
    public CancelOutcome cancel(String id) {
        Produced own = produced.get(id);
        if (own != null) {
            return own.text.stream().finish(StreamEnd.CANCELLED)
                    ? CancelOutcome.REQUESTED
                    : CancelOutcome.ALREADY_TERMINAL;
        }
        return switch (state(id)) {
            case NONE -> CancelOutcome.UNKNOWN;
            case DONE, FAILED -> CancelOutcome.ALREADY_TERMINAL;
            case ACTIVE -> {
                publisher.publish(protocol.control(id), "cancel");
                yield CancelOutcome.REQUESTED;
            }
        };
    }

    @Override
    public void sweep() {
        threads.execute(() -> {
            produced.forEach(this::look);
            received.forEach(this::look);
        });
    }

    private void look(String id, Produced own) {
        LiveStream stream = own.text.stream();
        long now = clock.nanos().getAsLong();
        if (own.until != 0) {
            if (now - own.until > 0 && !stream.log().isFollowed() && produced.remove(id, own)) {
                logs.release(stream.log());
            }
            return;
        }
        stream.failIfSilent();
        Duration ttl = stream.terms().activeTtl();
        if (own.until == 0 && now - own.renewed > ttl.toNanos() / 3) {
            own.renewed = now;
            publisher.set(protocol.sentinel(id), "1", ttl);
        }
    }

    /** The message of the end may be lost: the sentinel tells, when it says so twice. */
    private void look(String id, ReceivedText text) {
        if (text.isIdle(IDLE) && received.remove(id, text)) {
            end(text, StreamEnd.UNKNOWN);
            logs.release(text.log());
            return;
        }
        if (text.state() != StreamState.ACTIVE) {
            return;
        }
        Optional<String> sentinel = publisher.get(protocol.sentinel(id));
        if (sentinel.isEmpty()) {
            end(text, StreamEnd.NODE_DIED);
        } else if (sentinel.get().equals(VercelProtocol.DONE) && text.isDoneFor(2)) {
            end(text, doneAs(id));
        } else if (text.isSilent()) {
            end(text, StreamEnd.failed("Silent", "its producer gave nothing for a long time"));
        }
    }

    @Override
    public void close() {
        closed = true;
        produced.values()
                .forEach(own -> own.text.stream().finish(StreamEnd.failed("Stopped", "the application was stopped")));
        received.values().forEach(text -> text.end(StreamEnd.UNKNOWN));
        backplane.close();
    }
}
