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

    private final String id;
    private final String listener = UUID.randomUUID().toString();
    private final EventLog log;
    private final StreamTerms terms;
    private final JsonCodec json;
    private final LongSupplier nanos;
    private final Surrogates surrogates = new Surrogates();
    private final CountDownLatch acknowledged = new CountDownLatch(1);
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

    String listener() {
        return listener;
    }

    /** A message of the producer; those of one stream come one after the other. */
    synchronized void receive(String message) {
        lastSign = nanos.getAsLong();
        if (end == null && !message.equals(VercelProtocol.OVER)) {
            append(surrogates.next(message));
        }
        acknowledged.countDown();
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
        acknowledged.countDown();
    }

    /** Waits for the first message; false if none comes. */
    boolean awaitProducer(long nanoseconds) {
        try {
            return acknowledged.await(nanoseconds, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
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
