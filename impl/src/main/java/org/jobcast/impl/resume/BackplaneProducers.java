package org.jobcast.impl.resume;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.jobcast.resume.StreamRefusedException;
import org.jspecify.annotations.Nullable;

/** The streams that this node produces for readers on a backplane. Thread-safe. */
final class BackplaneProducers {
    private static final int LOCKS = 64;

    /** How long those may read on who have found a stream that was replaced. */
    private static final Duration REPLACED_TTL = Duration.ofSeconds(10);

    private static final long STOP = Duration.ofSeconds(2).toNanos();

    private final BackplaneLink link;
    private final BackplaneChannels channels;

    /** The last run of each id. */
    private final ConcurrentMap<String, PublishedText> last = new ConcurrentHashMap<>();

    /** All runs whose logs are held. */
    private final Set<PublishedText> runs = ConcurrentHashMap.newKeySet();

    /** Held while a run of an id begins or has ended, which may wait for the backplane, never for a reader or a producer. */
    private final List<Object> locks = Stream.generate(Object::new).limit(LOCKS).toList();

    private volatile boolean closed;

    BackplaneProducers(BackplaneLink link) {
        this.link = link;
        this.channels = new BackplaneChannels(link);
    }

    private Object lock(String id) {
        return locks.get(Math.floorMod(id.hashCode(), LOCKS));
    }

    /** The stream of an id if it is of this node; one that has ended may have been replaced by another node since. */
    Optional<LiveStream> find(String id) {
        return Optional.ofNullable(last.get(id))
                .filter(text -> !text.isReplaced() && (!text.isOver() || isKept(text)))
                .map(PublishedText::stream);
    }

    private static boolean isKept(PublishedText text) {
        return !text.isOverFor(text.stream().terms().doneTtl()) && text.run().isLast();
    }

    /** The stream of an id that goes on here. */
    Optional<LiveStream> active(String id) {
        return Optional.ofNullable(last.get(id))
                .filter(text -> !text.isOver() && !text.isReplaced())
                .map(PublishedText::stream);
    }

    /**
     * Becomes the producer, listening before it asks who is first, so that nothing is lost that is said to it.
     *
     * @param wanted the stream
     * @param force whether to be it whoever was first
     * @return the stream, null if somebody else was first
     */
    @Nullable LiveStream begin(Backend.Wanted wanted, boolean force) {
        String id = wanted.id();
        synchronized (lock(id)) {
            requireRoom(id);
            PublishedText text = new PublishedText(wanted, link, this::leave);
            boolean begun = false;
            try {
                channels.join(id, text);
                begun = take(text, wanted, force);
                return begun ? text.stream() : null;
            } finally {
                if (!begun) {
                    link.logs().release(text.stream().log());
                    channels.leave(id, text);
                }
            }
        }
    }

    private boolean take(PublishedText text, Backend.Wanted wanted, boolean force) {
        String id = wanted.id();
        Duration ttl = wanted.terms().activeTtl();
        String sentinel = link.protocol().sentinel(id);
        boolean fresh = link.publisher().increment(sentinel, ttl).equals(OptionalLong.of(1));
        if (!fresh && !force) {
            return false;
        }
        if (!fresh) {
            // Before it is taken: whoever takes it later says so later, too.
            link.publisher().set(sentinel, "1", ttl);
        }
        if (!text.run().take() || !fresh) {
            text.doubt();
        }
        runs.add(text);
        last.put(id, text);
        text.admit(fresh);
        return true;
    }

    private void requireRoom(String id) {
        if (closed || (last.size() >= link.settings().maxStreams() && !last.containsKey(id))) {
            throw new StreamRefusedException(
                    id,
                    "the stream " + id + " was not created: " + link.settings().maxStreams()
                            + " streams are here, as many as jobcast.resume.max-streams allows, or the application is"
                            + " shutting down");
        }
    }

    private void leave(PublishedText text) {
        String id = text.stream().id();
        synchronized (lock(id)) {
            channels.leave(id, text);
        }
    }

    /** Renews what goes on, fails what is silent, forgets what ended some time ago. */
    void sweep() {
        runs.forEach(text -> {
            text.sweep();
            String id = text.stream().id();
            boolean former = text.isReplaced() || last.get(id) != text;
            Duration kept = former ? REPLACED_TTL : text.stream().terms().doneTtl();
            if (text.isOverFor(kept) && !text.stream().log().isFollowed()) {
                last.remove(id, text);
                runs.remove(text);
                link.logs().release(text.stream().log());
            }
        });
    }

    /** Ends all streams, and waits a moment until that is known. */
    void close() {
        closed = true;
        StreamEnd stopped = StreamEnd.failed("Stopped", "the application was stopped");
        runs.forEach(text -> text.stream().finish(stopped));
        long until = System.nanoTime() + STOP;
        runs.forEach(text -> text.awaitOver(until - System.nanoTime()));
    }
}
