package org.jobcast.impl.resume;

import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import org.jobcast.resume.StreamState;

/**
 * The streams of other nodes that are read here. One of this node asks for a text, all others read what it gets. Thread-safe;
 * one stream of an id is asked for at a time.
 */
final class BackplaneReaders {
    /** How long a text is kept that nobody reads. */
    private static final long IDLE = Duration.ofMinutes(1).toNanos();

    /** How long a producer may take to answer that has got the request. */
    private static final long ACK = Duration.ofSeconds(5).toNanos();

    /** How often it is asked if nobody gets the request, and the time between. */
    private static final int ASKS = 10;

    private static final long PAUSE = Duration.ofMillis(100).toNanos();

    private static final System.Logger LOG = System.getLogger(BackplaneReaders.class.getName());

    private final BackplaneLink link;
    private final ConcurrentMap<String, ReceivedText> received = new ConcurrentHashMap<>();

    /** Texts that have ended and were asked for anew; they go when their last reader has. */
    private final Queue<ReceivedText> former = new ConcurrentLinkedQueue<>();

    BackplaneReaders(BackplaneLink link) {
        this.link = link;
    }

    /** A text that is on its way here. */
    Optional<ReceivedText> find(String id) {
        return Optional.ofNullable(received.get(id))
                .filter(text -> text.state() == StreamState.ACTIVE)
                .map(ReceivedText::used);
    }

    /** Asks for a text, and waits a moment for its producer. */
    ReceivedText follow(String id) {
        ResumeSettings settings = link.settings();
        StreamTerms terms = new StreamTerms(
                settings.activeTtl(), settings.doneTtl(), settings.maxCharacters(), settings.maxChunk());
        ReceivedText text = new ReceivedText(
                id, link.newLog(id), terms, link.json(), link.clock().nanos());
        ReceivedText before = received.put(id, text);
        if (before != null) {
            former.add(before);
        }
        if (link.isDone(id)) {
            text.end(notKept(id));
            return text;
        }
        if (!ask(text)) {
            end(text, link.isDone(id) ? notKept(id) : StreamEnd.NODE_DIED);
        }
        return text;
    }

    /** Asks the producer of a text, and waits for its first answer; false if there is none. */
    private boolean ask(ReceivedText text) {
        ReceivedText.Asking asking = text.ask();
        link.subscriber()
                .subscribe(link.protocol().chunks(asking.listener()), message -> receive(text, asking, message), () -> {
                    text.tear(asking);
                    link.threads().execute(() -> askAgain(text));
                });
        String request = new VercelProtocol.Request(asking.listener(), asking.skip()).toJson(link.json());
        for (int i = 0; i < ASKS; i++) {
            if (link.publisher().publish(link.protocol().requests(text.id()), request) != 0) {
                return asking.awaitProducer(ACK);
            }
            // Its producer is gone, or was cut off a moment ago.
            if (asking.awaitProducer(PAUSE)) {
                return true;
            }
        }
        return false;
    }

    /** What came while the connection was broken did not come here. What fails is tried again by the next sweep. */
    private void askAgain(ReceivedText text) {
        ReceivedText.Asking broken = text.asking();
        if (!text.mend(broken)) {
            return;
        }
        try {
            link.subscriber().unsubscribe(link.protocol().chunks(broken.listener()));
            if (ask(text)) {
                return;
            }
            if (link.isDone(text.id())) {
                end(text, torn(text.id()));
            }
            text.tear(text.asking());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "a text cannot be asked for again yet", e);
            text.tear(text.asking());
        }
    }

    /** It is done, but nobody said so here: the last words may be missing. */
    private StreamEnd torn(String id) {
        StreamEnd end = link.doneAs(id);
        return end.isFailure() ? end : ReceivedText.TORN;
    }

    /** It is done, but the text is not here: whoever reads it must not take nothing for the text. */
    private StreamEnd notKept(String id) {
        StreamEnd end = link.doneAs(id);
        return end.isFailure() ? end : ReceivedText.NOT_KEPT;
    }

    private void receive(ReceivedText text, ReceivedText.Asking asking, String message) {
        if (text.receive(asking, message)) {
            link.threads().execute(() -> end(text, link.doneAs(text.id())));
        }
    }

    private void end(ReceivedText text, StreamEnd end) {
        text.end(end);
        link.subscriber().unsubscribe(link.protocol().chunks(text.asking().listener()));
    }

    /** Finds out what became of producers that say nothing, and forgets what nobody reads. */
    void sweep() {
        received.forEach(this::look);
        former.removeIf(text -> {
            if (text.log().isFollowed()) {
                return false;
            }
            link.logs().release(text.log());
            return true;
        });
    }

    /** The message of the end may be lost: the sentinel tells, when it says so twice. */
    private void look(String id, ReceivedText text) {
        if (text.isIdle(IDLE) && received.remove(id, text)) {
            end(text, StreamEnd.UNKNOWN);
            link.logs().release(text.log());
            return;
        }
        if (text.state() != StreamState.ACTIVE) {
            return;
        }
        Optional<String> sentinel = link.sentinel(id);
        if (sentinel.isEmpty()) {
            end(text, StreamEnd.NODE_DIED);
        } else if (sentinel.get().equals(VercelProtocol.DONE) && text.isDoneFor(2)) {
            end(text, torn(id));
        } else if (text.isSilent()) {
            end(text, StreamEnd.failed("Silent", "its producer gave nothing for a long time"));
        } else if (text.isTorn()) {
            askAgain(text);
        }
    }

    void close() {
        received.values().forEach(text -> text.end(StreamEnd.UNKNOWN));
    }
}
