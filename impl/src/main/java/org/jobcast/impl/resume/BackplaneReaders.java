package org.jobcast.impl.resume;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import org.jobcast.resume.StreamRefusedException;
import org.jobcast.resume.StreamState;
import org.jspecify.annotations.Nullable;

/**
 * The streams of other nodes that are read here. The first who wants one asks for its text, all others read what it gets.
 * Thread-safe.
 */
final class BackplaneReaders {
    /** How long a text is kept that nobody reads. */
    private static final long IDLE = Duration.ofMinutes(1).toNanos();

    /** How long it is believed that there is no producer, so that those who ask often do not wait often. */
    private static final long REMEMBERED = Duration.ofSeconds(10).toNanos();

    /** How often the sentinel of a text is looked at. */
    private static final long LOOK = Duration.ofSeconds(1).toNanos();

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
                .filter(text ->
                        text.state() == StreamState.ACTIVE && text.asking().isAnswered())
                .map(ReceivedText::used);
    }

    /** Reads a text, and waits a moment for its producer, as everybody does who asks meanwhile. */
    ReceivedText follow(String id) {
        String run = link.run(id).orElse(null);
        ReceivedText mine = new ReceivedText(
                id, link.newLog(id), link.settings(), link.json(), link.clock().nanos());
        ReceivedText text = received.compute(id, (same, known) -> {
            if (known != null && isCurrent(known, run)) {
                return known;
            }
            if (known != null) {
                former.add(known);
            }
            return mine;
        });
        if (text == mine) {
            begin(mine);
        } else {
            link.logs().release(mine.log());
            text.awaitFound();
        }
        return text.used();
    }

    private static boolean isCurrent(ReceivedText known, @Nullable String run) {
        boolean same = run == null ? known.run() == null : run.equals(known.run());
        return known.state() == StreamState.ACTIVE || (same && known.hasJustFailed(REMEMBERED));
    }

    private void begin(ReceivedText text) {
        String id = text.id();
        try {
            if (link.isDone(id)) {
                end(text, notKept(id));
            } else if (!ask(text)) {
                end(text, link.isDone(id) ? notKept(id) : StreamEnd.NODE_DIED);
            }
        } catch (RuntimeException e) {
            received.remove(id, text);
            former.add(text);
            end(text, StreamEnd.UNKNOWN);
            throw e;
        }
    }

    /**
     * Asks the producer of a text, and waits for its first answer; false if there is none. It is asked again if nobody heard it,
     * since its producer may have been cut off a moment ago, and if another one has taken its place.
     */
    private boolean ask(ReceivedText text) {
        long begun = System.nanoTime();
        for (int unheard = 0; unheard < ASKS; ) {
            long heard = send(text);
            unheard += heard == 0 ? 1 : 0;
            do {
                if (text.asking().awaitProducer(PAUSE)) {
                    return true;
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw new StreamRefusedException(text.id(), "interrupted while the stream was looked up");
                }
                if (System.nanoTime() - begun > ReceivedText.ANSWER) {
                    return false;
                }
            } while (heard != 0
                    && Objects.equals(text.run(), link.run(text.id()).orElse(null)));
        }
        return false;
    }

    /** Asks for what is not here yet. */
    private long send(ReceivedText text) {
        String before = link.protocol().chunks(text.asking().listener());
        ReceivedText.Asking asking = text.ask(link.run(text.id()).orElse(null));
        link.subscriber().unsubscribe(before);
        link.subscriber()
                .subscribe(link.protocol().chunks(asking.listener()), message -> receive(text, asking, message), () -> {
                    text.tear(asking);
                    link.threads().execute(() -> askAgain(text));
                });
        if (text.state() != StreamState.ACTIVE) {
            link.subscriber().unsubscribe(link.protocol().chunks(asking.listener()));
            return 0;
        }
        String request = new VercelProtocol.Request(asking.listener(), asking.skip(), asking.run()).toJson(link.json());
        return link.publisher().publish(link.protocol().requests(text.id()), request);
    }

    /** What came while the connection was broken did not come here. Does not wait: the next sweep asks again if it has to. */
    private void askAgain(ReceivedText text) {
        if (!text.mend()) {
            return;
        }
        try {
            send(text);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "a text cannot be asked for again yet", e);
            text.tear(text.asking());
        }
    }

    /** How a text has ended whose last message came. */
    private StreamEnd over(ReceivedText text) {
        String id = text.id();
        Optional<String> sentinel = link.sentinel(id);
        if (sentinel.filter(value -> !value.equals(VercelProtocol.DONE)).isPresent() || isReplaced(text)) {
            return StreamEnd.REPLACED;
        }
        return link.doneAs(id, text.run());
    }

    private boolean isReplaced(ReceivedText text) {
        String run = text.run();
        return run != null
                && link.run(text.id()).filter(now -> !now.equals(run)).isPresent();
    }

    /** It is done, but nobody said so here: the last words may be missing. */
    private StreamEnd torn(ReceivedText text) {
        StreamEnd end = link.doneAs(text.id(), text.run());
        return end.isFailure() ? end : ReceivedText.TORN;
    }

    /** It is done, but the text is not here: whoever reads it must not take nothing for the text. */
    private StreamEnd notKept(String id) {
        StreamEnd end = link.doneAs(id, link.run(id).orElse(null));
        return end.isFailure() ? end : ReceivedText.NOT_KEPT;
    }

    private void receive(ReceivedText text, ReceivedText.Asking asking, String message) {
        if (text.receive(asking, message)) {
            link.threads().execute(() -> endAsSaid(text));
        }
    }

    private void endAsSaid(ReceivedText text) {
        StreamEnd end = StreamEnd.UNKNOWN;
        try {
            end = over(text);
        } finally {
            end(text, end);
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

    private void look(String id, ReceivedText text) {
        if (text.isIdle(IDLE) && received.remove(id, text)) {
            forget(text);
        } else if (text.state() == StreamState.ACTIVE) {
            try {
                if (text.isLookDue(LOOK)) {
                    judge(text);
                }
                askAgain(text);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.DEBUG, "what became of a text is not known yet", e);
            }
        }
    }

    /** The message of the end may be lost, or on its way. */
    private void judge(ReceivedText text) {
        Optional<String> sentinel = link.sentinel(text.id());
        if (sentinel.isEmpty()) {
            end(text, StreamEnd.NODE_DIED);
        } else if (isReplaced(text)) {
            endIfSilent(text, StreamEnd.REPLACED);
        } else if (sentinel.get().equals(VercelProtocol.DONE)) {
            endIfSilent(text, torn(text));
        } else if (text.isSilent()) {
            end(text, StreamEnd.failed("Silent", "its producer gave nothing for a long time"));
        } else {
            text.goesOn();
            if (text.isWordDue()) {
                say(text, VercelProtocol.Order.HERE);
            }
        }
    }

    private void endIfSilent(ReceivedText text, StreamEnd end) {
        if (text.isOverBySilence()) {
            end(text, end);
        }
    }

    private void say(ReceivedText text, VercelProtocol.Order order) {
        link.say(text.id(), order, text.asking().listener());
    }

    private void forget(ReceivedText text) {
        boolean active = text.state() == StreamState.ACTIVE;
        end(text, StreamEnd.UNKNOWN);
        link.logs().release(text.log());
        if (active && text.run() != null) {
            say(text, VercelProtocol.Order.GONE);
        }
    }

    /** Nothing more is read; producers that cannot see that are told. */
    void close() {
        received.values().forEach(text -> {
            try {
                forget(text);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.DEBUG, "a producer could not be told that its reader is gone", e);
            }
        });
    }
}
