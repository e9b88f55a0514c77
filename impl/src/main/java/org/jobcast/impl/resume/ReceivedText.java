package org.jobcast.impl.resume;

import java.time.Duration;
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

    /** It is there, though its producer has as many readers as it may have. */
    static final StreamEnd REFUSED = StreamEnd.failed(
            "Refused", "the stream has as many readers as jobcast.resume.max-readers of its producer allows");

    /** How long a producer may take to answer. */
    static final long ANSWER = Duration.ofSeconds(5).toNanos();

    /** How often a reader that gets nothing says that it is there. */
    static final long HEARTBEAT = Duration.ofSeconds(20).toNanos();

    /** How long what was sent may be on its way. */
    private static final long DRAIN = Duration.ofSeconds(2).toNanos();

    /**
     * One request for the text; another one follows when the connection was broken.
     *
     * @param listener the name under which it is answered
     * @param skip how much of the text is here already
     * @param run the run that is asked, null if its producer is none of this library
     * @param since when it was asked
     * @param acknowledged open until the first answer
     */
    record Asking(String listener, long skip, @Nullable String run, long since, CountDownLatch acknowledged) {
        /** Waits for the first message; false if none comes. */
        boolean awaitProducer(long nanoseconds) {
            try {
                return acknowledged.await(nanoseconds, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        private Asking again(long now) {
            return new Asking(listener, skip, run, now, acknowledged);
        }

        boolean isAnswered() {
            return acknowledged.getCount() == 0;
        }
    }

    private final String id;
    private final EventLog log;
    private final ResumeSettings settings;
    private final JsonCodec json;
    private final LongSupplier nanos;
    private final CountDownLatch found = new CountDownLatch(1);
    private Surrogates surrogates = new Surrogates();
    private Asking asking;
    private boolean torn;
    private long at;
    private boolean maybeOver;
    private long overSince;
    private volatile @Nullable StreamEnd end;
    private volatile long ended;
    private volatile long lastSign;
    private volatile long lastUse;
    private volatile long lastLook;
    private volatile long lastWord;

    ReceivedText(String id, EventLog log, ResumeSettings settings, JsonCodec json, LongSupplier nanos) {
        this.id = id;
        this.log = log;
        this.settings = settings;
        this.json = json;
        this.nanos = nanos;
        this.lastSign = nanos.getAsLong();
        this.lastUse = lastSign;
        this.lastLook = lastSign;
        this.lastWord = lastSign;
        this.asking = new Asking("", 0, null, lastSign, new CountDownLatch(1));
    }

    /** Begins to ask a run for what is not here yet; answers to earlier requests count no more. */
    synchronized Asking ask(@Nullable String run) {
        surrogates = new Surrogates();
        torn = false;
        asking = new Asking(UUID.randomUUID().toString(), at, run, nanos.getAsLong(), new CountDownLatch(1));
        return asking;
    }

    /** What answers to a request may not be all that was sent: another one has to follow. */
    synchronized void tear(Asking request) {
        if (awaits(request)) {
            torn = true;
        }
    }

    /**
     * True for the one caller that is to ask again, since the last request was torn or has not been answered for a time; answers
     * to it count no more.
     */
    synchronized boolean mend() {
        boolean silent = !asking.isAnswered() && nanos.getAsLong() - asking.since() > 2 * ANSWER;
        boolean mine = end == null && (torn || silent);
        if (mine) {
            torn = false;
            asking = asking.again(nanos.getAsLong());
        }
        return mine;
    }

    /** Whether it is still waited for the answers to a request. */
    private boolean awaits(Asking request) {
        return end == null && asking.equals(request);
    }

    /** The request whose answers are waited for. */
    synchronized Asking asking() {
        return asking;
    }

    /** The run that is read, null if its producer is none of this library. */
    @Nullable String run() {
        return asking().run();
    }

    /** A message of the producer; those of one stream come one after the other. True if it is the last one. */
    synchronized boolean receive(Asking request, String message) {
        lastSign = nanos.getAsLong();
        maybeOver = false;
        boolean last = message.equals(VercelProtocol.OVER);
        if (torn || !awaits(request)) {
            last = false;
        } else if (request.run() != null && message.equals(VercelProtocol.REFUSED)) {
            end(REFUSED);
        } else if (!last) {
            append(surrogates.next(message));
        }
        request.acknowledged().countDown();
        if (!last) {
            found.countDown();
        }
        return last;
    }

    private void append(String text) {
        for (int from = 0; from < text.length() && end == null; ) {
            int to = Surrogates.cut(text, from, settings.maxChunk());
            TextEvent event = new TextEvent(at, text.substring(from, to));
            if (asking.run() == null && event.end() > settings.maxCharacters()) {
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
            ended = nanos.getAsLong();
            log.closeWith(StreamEnd.TYPE, how.toJson(json));
        }
        asking.acknowledged().countDown();
        found.countDown();
    }

    /** Waits until it is known whether there is a producer; false if that takes too long. */
    boolean awaitFound() {
        try {
            return found.await(2 * ANSWER, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Whether the stream was found to be over for so long, without a message, that the one that says so must be lost. */
    synchronized boolean isOverBySilence() {
        if (!maybeOver) {
            maybeOver = true;
            overSince = nanos.getAsLong();
        }
        return nanos.getAsLong() - overSince > DRAIN;
    }

    synchronized void goesOn() {
        maybeOver = false;
    }

    /** Whether its producer says nothing, and has nothing that says how long it may: that of this library has a sentinel. */
    boolean isSilent() {
        return run() == null
                && nanos.getAsLong() - lastSign > settings.activeTtl().toNanos();
    }

    /** True once in a while. */
    boolean isLookDue(long pause) {
        boolean due = nanos.getAsLong() - lastLook > pause;
        if (due) {
            lastLook = nanos.getAsLong();
        }
        return due;
    }

    /** True when its producer is to be told again that somebody listens. */
    boolean isWordDue() {
        boolean due = run() != null && nanos.getAsLong() - lastWord > HEARTBEAT;
        if (due) {
            lastWord = nanos.getAsLong();
        }
        return due;
    }

    /** Whether it has failed so short a time ago that to ask again makes no sense. */
    boolean hasJustFailed(long pause) {
        return end != null && end.isFailure() && nanos.getAsLong() - ended < pause;
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
