package org.jobcast.impl.resume;

import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.job.JobError;
import org.jobcast.resume.StreamState;
import org.jobcast.spi.JsonCodec;
import org.jspecify.annotations.Nullable;

/** The text of a stream of another node, as it comes over a backplane, for all readers of this node. */
final class ReceivedText implements StreamView {
    /** Done, though not here. */
    static final StreamEnd NOT_KEPT =
            StreamEnd.failed("NotKept", "the stream is done, and its text was with its producer only");

    /** Done, though what came of it before a break of the connection may not be all. */
    static final StreamEnd TORN =
            StreamEnd.failed("Torn", "the connection to the backplane broke, and the rest of the text cannot be had");

    /**
     * One request for the text; another one follows when the connection was broken.
     *
     * @param listener the name under which it is answered
     * @param skip how much of the text is here already
     * @param acknowledged open until the first answer
     */
    record Asking(String listener, long skip, CountDownLatch acknowledged) {
        /** Waits for the first message; false if none comes. */
        boolean awaitProducer(long nanoseconds) {
            try {
                return acknowledged.await(nanoseconds, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    private final String id;
    private final EventLog log;
    private final StreamTerms terms;
    private final JsonCodec json;
    private final LongSupplier nanos;
    private Surrogates surrogates = new Surrogates();
    private Asking asking = new Asking("", 0, new CountDownLatch(1));
    private boolean torn;
    private long at;
    private int doneSeen;
    private volatile @Nullable StreamEnd end;
    private volatile long lastSign;
    private volatile long lastUse;

    ReceivedText(String id, EventLog log, StreamTerms terms, JsonCodec json, LongSupplier nanos) {
        this.id = id;
        this.log = log;
        this.terms = terms;
        this.json = json;
        this.nanos = nanos;
        this.lastSign = nanos.getAsLong();
        this.lastUse = lastSign;
    }

    /** Begins to ask for what is not here yet; answers to earlier requests count no more. */
    synchronized Asking ask() {
        surrogates = new Surrogates();
        asking = new Asking(UUID.randomUUID().toString(), at, new CountDownLatch(1));
        return asking;
    }

    /** What answers to a request may not be all that was sent: another one has to follow. */
    synchronized void tear(Asking request) {
        if (awaits(request)) {
            torn = true;
        }
    }

    /** True for the one caller that is to ask in place of a request that was torn. */
    synchronized boolean mend(Asking request) {
        boolean mine = torn && awaits(request);
        torn = torn && !mine;
        return mine;
    }

    synchronized boolean isTorn() {
        return torn;
    }

    /** Whether it is still waited for the answers to a request. */
    synchronized boolean awaits(Asking request) {
        return end == null && asking.equals(request);
    }

    /** The request whose answers are waited for. */
    synchronized Asking asking() {
        return asking;
    }

    /** A message of the producer; those of one stream come one after the other. True if it is the last one. */
    synchronized boolean receive(Asking request, String message) {
        lastSign = nanos.getAsLong();
        boolean last = message.equals(VercelProtocol.OVER);
        if (torn || !awaits(request)) {
            last = false;
        } else if (!last) {
            append(surrogates.next(message));
        }
        request.acknowledged().countDown();
        return last;
    }

    private void append(String text) {
        for (int from = 0; from < text.length() && end == null; ) {
            int to = Surrogates.cut(text, from, terms.maxChunk());
            TextEvent event = new TextEvent(at, text.substring(from, to));
            if (event.end() > terms.maxCharacters()) {
                end(StreamEnd.failed("TooLong", "the text is longer than this node takes"));
                return;
            }
            log.append(TextEvent.TYPE, event.toJson(json), true, null);
            at = event.end();
            from = to;
        }
    }

    synchronized void end(StreamEnd how) {
        if (end == null) {
            append(surrogates.rest());
            end = how;
            log.closeWith(StreamEnd.TYPE, how.toJson(json));
        }
        asking.acknowledged().countDown();
    }

    /** Counts how often the stream was found done though nobody said so here. */
    synchronized boolean isDoneFor(int times) {
        return ++doneSeen >= times;
    }

    boolean isSilent() {
        return end == null && nanos.getAsLong() - lastSign > terms.activeTtl().toNanos();
    }

    /** Whether nobody has read it for a time. */
    boolean isIdle(long longest) {
        if (log.isFollowed()) {
            lastUse = nanos.getAsLong();
        }
        return nanos.getAsLong() - lastUse > longest;
    }

    ReceivedText used() {
        lastUse = nanos.getAsLong();
        return this;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public long generation() {
        return 1;
    }

    /** The protocol knows no owners. */
    @Override
    public @Nullable String owner() {
        return null;
    }

    @Override
    public StreamState state() {
        StreamEnd known = end;
        if (known == null) {
            return StreamState.ACTIVE;
        }
        return known.equals(NOT_KEPT) ? StreamState.DONE : known.streamState();
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
