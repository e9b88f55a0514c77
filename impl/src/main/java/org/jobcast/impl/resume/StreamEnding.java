package org.jobcast.impl.resume;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.job.EngineClock;
import org.jobcast.spi.Assignment;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.JobStore;
import org.jobcast.spi.JsonCodec;
import org.jobcast.spi.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Changes the records of streams, and writes their last events: the record first, so that whoever reads the end finds the
 * stream ended, then the event, then the record again, which belongs to nobody as soon as the event is stored. Whatever node
 * is left goes on at the step where another one died. Thread-safe.
 */
final class StreamEnding {
    private static final System.Logger LOG = System.getLogger(StreamEnding.class.getName());
    private static final long SHORTEST = Duration.ofMillis(50).toNanos();
    private static final int DOUBLINGS = 5;
    /** Whose a record in memory is while it is removed. */
    private static final Assignment REMOVED = Assignment.none().to("nobody");

    private final JobStore store;
    private final StreamLogs logs;
    private final ResumeSettings settings;
    private final JsonCodec json;
    private final EngineClock clock;
    private final Queue<JobRecord> doubts = new ConcurrentLinkedQueue<>();
    private final Set<String> concluding = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private volatile @Nullable RuntimeException gaveUp;

    StreamEnding(JobStore store, StreamLogs logs, ResumeSettings settings, JsonCodec json, EngineClock clock) {
        this.store = store;
        this.logs = logs;
        this.settings = settings;
        this.json = json;
        this.clock = clock;
    }

    /** Writes the record of a new generation; false if somebody else was first. */
    boolean write(@Nullable StreamRecord before, StreamRecord wish) {
        try {
            return before == null ? store.create(wish.job()) : store.replace(before.job(), wish.job());
        } catch (RuntimeException e) {
            // The record may be there, and nobody would produce: that is looked into until it is known.
            doubts.add(wish.job());
            throw e;
        }
    }

    boolean isDoubtful() {
        return !doubts.isEmpty();
    }

    /** Fails the streams that may have been created though their creator was told of an error. */
    void settleDoubts() {
        for (JobRecord doubt = doubts.peek(); doubt != null && !closed; doubt = doubts.peek()) {
            try {
                StreamRecord wish = new StreamRecord(doubt);
                store.find(doubt.id())
                        .map(StreamRecord::new)
                        .filter(found -> found.isGenerationOf(wish) && found.isLive())
                        .ifPresent(found -> conclude(found, StreamEnd.failed("Refused", "the store failed")));
                doubts.remove(doubt);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.DEBUG, "it is still not known whether a stream was created", e);
                return;
            }
        }
    }

    /**
     * Ends a stream of this node.
     *
     * @param released is run when its readers know the end
     * @return false if the stream is not this node's any more; then nothing was written
     */
    boolean end(LiveStream stream, StreamRecord own, StreamEnd end, Runnable released) {
        JobRecord last = change(own, end, expiry(stream.terms().doneTtl()), stream.log());
        if (last == null) {
            return false;
        }
        finish(last, StreamEnd.of(last), stream.log(), released);
        return true;
    }

    /**
     * Removes a stream that has ended. The record is somebody's meanwhile, so that nobody puts a new generation in its place
     * that would be removed instead; and it goes last, since the texts could not be found without it.
     *
     * @return true for the one caller that removed it
     */
    boolean remove(StreamRecord record) {
        if (!concluding.add(record.logName())) {
            return false;
        }
        try {
            Assignment mine = logs.isShared() ? logs.mine(record.job().assignment()) : REMOVED;
            JobRecord last = record.job().change().assignment(mine).build();
            if (!store.replace(record.job(), last)) {
                return false;
            }
            record.logNames().forEach(logs::delete);
            return store.delete(last.id());
        } finally {
            concluding.remove(record.logName());
        }
    }

    /** Ends a stream whose producer is gone. */
    void conclude(StreamRecord record, StreamEnd end) {
        if (!concluding.add(record.logName())) {
            return;
        }
        boolean begun = false;
        try {
            concludeReplaced(record);
            JobRecord last = record.isLive()
                    ? change(record, end, expiry(settings.doneTtl()), null)
                    : store.find(record.job().id()).filter(record.job()::equals).orElse(null);
            Optional<EventLog> log = last == null
                    ? Optional.empty()
                    : logs.write(record.logName(), record.job().assignment().fence(), () -> {});
            if (last != null && log.isPresent()) {
                begun = true;
                finish(last, StreamEnd.of(last), log.get(), () -> concluding.remove(record.logName()));
            }
        } finally {
            if (!begun) {
                concluding.remove(record.logName());
            }
        }
    }

    private void finish(JobRecord last, StreamEnd end, EventLog log, Runnable released) {
        log.closeWith(StreamEnd.TYPE, end.toJson(json));
        log.whenClosed()
                .thenRunAsync(
                        () -> {
                            release(last);
                            logs.leave(log);
                            released.run();
                        },
                        logs.blocking());
    }

    /** Writes the end into the record, as often as it takes. Null if it is another generation's or node's. */
    private @Nullable JobRecord change(StreamRecord own, StreamEnd end, Instant expires, @Nullable EventLog log) {
        RuntimeException known = gaveUp;
        if (known != null) {
            throw new StoreException("the store fails while the application stops", known);
        }
        JobRecord written = null;
        for (int failures = 0; ; ) {
            try {
                StreamRecord now =
                        store.find(own.job().id()).map(StreamRecord::new).orElse(null);
                if (now == null || !now.isGenerationOf(own) || isOthers(now, own)) {
                    return null;
                }
                if (!now.isLive()) {
                    // Written before, if the answer to that was lost.
                    return now.job().equals(written) ? written : null;
                }
                written = now.ended(end, clock.wall().instant(), expires, log == null ? 0 : log.last());
                if (store.replace(now.job(), written)) {
                    return written;
                }
            } catch (RuntimeException e) {
                pause(e, ++failures);
            }
        }
    }

    private static boolean isOthers(StreamRecord now, StreamRecord own) {
        return now.job().assignment().fence() != own.job().assignment().fence();
    }

    private void release(JobRecord last) {
        Assignment assignment = last.assignment();
        if (assignment.node() == null) {
            return;
        }
        try {
            // If it fails, the node finds the record among those that have ended and are still its own.
            store.replace(
                    last, last.change().assignment(assignment.released(null)).build());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "an ended stream is still its node's", e);
        }
    }

    private void pause(RuntimeException failed, int failures) {
        if (closed) {
            gaveUp = failed;
            throw failed;
        }
        LOG.log(System.Logger.Level.DEBUG, "the store did not take the end of a stream; it is tried again", failed);
        LockSupport.parkNanos(this, SHORTEST << Math.min(failures - 1, DOUBLINGS));
    }

    /**
     * Ends the log of a generation that was replaced, and forgets the oldest one. If the store fails, that is done later.
     *
     * @param before the record that was replaced
     * @param fence the fence of the new generation, higher than that of the old one
     * @param own its log if this node wrote it
     */
    void replace(StreamRecord before, long fence, @Nullable EventLog own) {
        try {
            tryToReplace(before, fence, own);
        } catch (RuntimeException e) {
            logs.blocking().execute(() -> replaceLater(before, fence, own, e));
        }
    }

    private void replaceLater(StreamRecord before, long fence, @Nullable EventLog own, RuntimeException first) {
        RuntimeException failed = first;
        for (int failures = 1; ; failures++) {
            pause(failed, failures);
            try {
                tryToReplace(before, fence, own);
                return;
            } catch (RuntimeException e) {
                failed = e;
            }
        }
    }

    private void tryToReplace(StreamRecord before, long fence, @Nullable EventLog own) {
        EventLog log = own != null
                ? own
                : logs.write(before.logName(), fence, () -> {}).orElse(null);
        if (log != null) {
            closeReplaced(log);
        }
        before.oldestLogName().ifPresent(logs::delete);
    }

    private void closeReplaced(EventLog log) {
        log.closeWith(StreamEnd.TYPE, StreamEnd.REPLACED.toJson(json));
        log.whenClosed().thenRunAsync(() -> logs.leave(log), logs.blocking());
    }

    /** Ends the logs of generations before one, as far as the node that replaced them died before it did. */
    private void concludeReplaced(StreamRecord record) {
        for (String name : record.logNamesBefore()) {
            if (logs.find(name).filter(log -> !log.isClosed()).isPresent()) {
                logs.write(name, record.job().assignment().fence(), () -> {}).ifPresent(this::closeReplaced);
            }
        }
    }

    /** Gives up a log of this node whose stream is not this node's any more, or whose id another generation has. */
    void giveUp(LiveStream stream, StreamRecord record) {
        boolean replaced = false;
        try {
            replaced = store.find(record.job().id())
                    .map(StreamRecord::new)
                    .filter(now -> !now.isGenerationOf(record))
                    .isPresent();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "it is not known what became of the stream " + record.id(), e);
        }
        if (replaced) {
            closeReplaced(stream.log());
        } else {
            logs.leave(stream.log());
        }
    }

    private Instant expiry(Duration ttl) {
        return Objects.requireNonNull(clock.wall().instant().plus(StreamTerms.bounded(ttl)));
    }

    /** Tries nothing again from now on, and nothing at all once the store has failed. */
    void close() {
        closed = true;
    }
}
