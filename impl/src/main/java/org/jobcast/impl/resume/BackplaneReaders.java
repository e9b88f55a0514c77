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

    /** How long a producer may take to answer. */
    private static final long ACK = Duration.ofSeconds(1).toNanos();

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
        link.subscriber().subscribe(link.protocol().chunks(text.listener()), message -> receive(text, message));
        String request = new VercelProtocol.Request(text.listener(), 0).toJson(link.json());
        link.publisher().publish(link.protocol().requests(id), request);
        if (!text.awaitProducer(ACK)) {
            end(text, link.isDone(id) ? notKept(id) : StreamEnd.NODE_DIED);
        }
        return text;
    }

    /** It is done, but the text is not here: whoever reads it must not take nothing for the text. */
    private StreamEnd notKept(String id) {
        StreamEnd end = link.doneAs(id);
        return end.isFailure() ? end : ReceivedText.NOT_KEPT;
    }

    private void receive(ReceivedText text, String message) {
        text.receive(message);
        if (message.equals(VercelProtocol.OVER)) {
            link.threads().execute(() -> end(text, link.doneAs(text.id())));
        }
    }

    private void end(ReceivedText text, StreamEnd end) {
        text.end(end);
        link.subscriber().unsubscribe(link.protocol().chunks(text.listener()));
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
            end(text, link.doneAs(id));
        } else if (text.isSilent()) {
            end(text, StreamEnd.failed("Silent", "its producer gave nothing for a long time"));
        }
    }

    void close() {
        received.values().forEach(text -> text.end(StreamEnd.UNKNOWN));
    }
}
