package org.jobcast.impl.channel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jobcast.channel.SlowClientPolicy;
import org.jobcast.impl.sse.Frame;
import org.jspecify.annotations.Nullable;

/** A cursor in one log. */
public final class LogFeed implements Feed {
    private final EventLog log;
    private final Delivery delivery;
    private final int limit;
    private final @Nullable Replay replay;
    private long cursor;
    private @Nullable Gap gap;
    private boolean begun;
    private @Nullable Chunks chunks;

    /**
     * @param log the log
     * @param position where to begin
     * @param delivery how to deliver
     * @param limit the most bytes of several events taken at once
     */
    public LogFeed(EventLog log, LogPosition position, Delivery delivery, int limit) {
        this.log = log;
        this.cursor = position.after();
        this.gap = position.gap();
        this.delivery = delivery;
        this.limit = limit;
        Archive archive = log.archive();
        this.replay = archive == null ? null : new Replay(log, archive);
    }

    @Override
    public void onReady(Runnable action) {
        if (replay != null) {
            replay.onReady(action);
        }
    }

    /** Gives it the chunks it shares with the other subscribers of its worker. */
    void share(Chunks shared) {
        this.chunks = shared;
    }

    @Override
    public List<EventLog> logs() {
        return List.of(log);
    }

    long cursor() {
        return cursor;
    }

    EventLog log() {
        return log;
    }

    int limit() {
        return limit;
    }

    @Override
    public byte @Nullable [] next(boolean behind) throws TooSlowException {
        Gap missed = takeGap();
        if (missed != null) {
            return bytes(Frame.withoutId(Gap.TYPE, missed.toJson()));
        }
        if (isUpToDate()) {
            return null;
        }
        Replay older = replay;
        if (older != null && isOverrun()) {
            List<LogEntry> run = fromArchive(older);
            return run.isEmpty() ? null : Chunks.join(run, delivery.named()).bytes();
        }
        if (behind && delivery.policy() == SlowClientPolicy.COALESCE) {
            List<LogEntry> latest = coalesce();
            return latest.isEmpty()
                    ? next(false)
                    : Chunks.join(latest, delivery.named()).bytes();
        }
        Chunk chunk = nextChunk();
        if (chunk == null) {
            return next(behind);
        }
        arrived();
        cursor = chunk.last();
        return chunk.bytes();
    }

    /** Events from the archive that fit one write; the cursor moves behind them. None if they are on their way. */
    private List<LogEntry> fromArchive(Replay older) {
        List<LogEntry> run = Chunks.fitting(older.after(cursor), delivery.named(), limit);
        if (run.isEmpty()) {
            return run;
        }
        long first = run.get(0).seq;
        if (first > cursor + 1) {
            gap = LogPosition.from(log, first, Gap.Reason.TRIMMED).gap();
            log.countDropped(first - 1 - cursor);
            cursor = first - 1;
            older.again();
            return List.of();
        }
        cursor = run.get(run.size() - 1).seq;
        return run;
    }

    private @Nullable Chunk nextChunk() {
        Chunks shared = chunks;
        return (shared == null ? new Chunks(log, delivery.named(), limit) : shared).after(cursor);
    }

    /**
     * The gap that has to be told now, if any; the cursor is then behind it.
     *
     * @return the gap, null for none
     * @throws TooSlowException if the policy is not to skip
     */
    public @Nullable Gap takeGap() throws TooSlowException {
        Gap told = gap;
        gap = null;
        if (told == null && isOverrun() && !isKept()) {
            if (isLost()) {
                throw new TooSlowException();
            }
            LogPosition oldest = LogPosition.from(log, log.first(), begun ? Gap.Reason.SLOW : Gap.Reason.TRIMMED);
            log.countDropped(oldest.after() - cursor);
            cursor = oldest.after();
            told = oldest.gap();
        }
        return told;
    }

    private byte[] bytes(Frame frame) {
        byte[] bytes = new byte[frame.length(delivery.named())];
        frame.copyTo(bytes, 0, delivery.named());
        return bytes;
    }

    /**
     * The events up to the newest one for which no later one has the same key, as many as fit one write. None if history was
     * trimmed meanwhile: what is missing then has to be told as a gap, not taken for skipped.
     */
    List<LogEntry> coalesce() {
        List<LogEntry> kept = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        long from = cursor;
        for (long seq = log.last(); seq > from; seq--) {
            LogEntry entry = log.entry(seq);
            if (entry != null && (entry.key == null || seen.add(entry.key))) {
                kept.add(entry);
            }
        }
        if (isOverrun()) {
            return List.of();
        }
        Collections.reverse(kept);
        int length = 0;
        int fit = 0;
        while (fit < kept.size() && (fit == 0 || length + kept.get(fit).frame.length() <= limit)) {
            length += kept.get(fit).frame.length();
            fit++;
        }
        List<LogEntry> sent = kept.subList(0, fit);
        if (fit > 0) {
            arrived();
            cursor = sent.get(fit - 1).seq;
            log.countDropped(cursor - from - fit);
        }
        return sent;
    }

    /**
     * The next events without sharing, for a connection that carries several logs or does not take bytes. Call {@link
     * #takeGap} first.
     *
     * @param behind whether the client has been slow since it was last up to date
     * @return the events, at least one if there is one; the cursor is behind them
     */
    public List<LogEntry> take(boolean behind) {
        Replay older = replay;
        if (older != null && isOverrun()) {
            return fromArchive(older);
        }
        if (behind && delivery.policy() == SlowClientPolicy.COALESCE) {
            return coalesce();
        }
        List<LogEntry> run = Chunks.run(log, cursor, true, limit);
        if (!run.isEmpty()) {
            arrived();
            cursor = run.get(run.size() - 1).seq;
        }
        return run;
    }

    /** The client has come to the history: from now on it is live, and may be slow. */
    private void arrived() {
        begun = true;
        if (replay != null) {
            replay.forget();
        }
    }

    /**
     * Whether what the history does not hold is read from the archive. Not for a live client that agreed to lose what it is
     * too slow for: it wants to be up to date.
     */
    private boolean isKept() {
        return replay != null && !(begun && delivery.policy() != SlowClientPolicy.DISCONNECT);
    }

    private boolean isOverrun() {
        return cursor < log.first() - 1;
    }

    /** Not before its first event: it would come back with the same position, and be sent away again. */
    @Override
    public boolean isLost() {
        return begun && delivery.policy() == SlowClientPolicy.DISCONNECT && isOverrun() && !isKept();
    }

    /**
     * Whether there is nothing to write now.
     *
     * @return true if the client has everything
     */
    public boolean isUpToDate() {
        return gap == null && cursor >= log.last();
    }

    @Override
    public boolean isExhausted() {
        return log.isClosed() && isUpToDate();
    }
}
