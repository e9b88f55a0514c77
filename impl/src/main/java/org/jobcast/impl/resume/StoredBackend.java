package org.jobcast.impl.resume;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.job.EngineClock;
import org.jobcast.job.CancelOutcome;
import org.jobcast.job.JobState;
import org.jobcast.resume.StreamRefusedException;
import org.jobcast.spi.Assignment;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.JobStore;
import org.jobcast.spi.JsonCodec;
import org.jspecify.annotations.Nullable;

/**
 * Streams in a store. Their records decide by compare-and-set who produces; the fences of their logs keep everybody else
 * from writing. Thread-safe.
 */
final class StoredBackend implements Backend {
    /** How long a record may be without its log: its node writes both one after the other. */
    private static final int LOOKS = 200;

    private static final long PAUSE_NANOS = 10_000_000;

    private static final Duration QUIET = Duration.ofSeconds(1);

    private static final System.Logger LOG = System.getLogger(StoredBackend.class.getName());

    private final JobStore store;
    private final StreamLogs logs;
    private final ResumeSettings settings;
    private final JsonCodec json;
    private final EngineClock clock;
    private final StreamEnding ending;
    private final ConcurrentMap<String, LiveStream> live = new ConcurrentHashMap<>();
    private volatile boolean closed;
    private volatile long looked;

    StoredBackend(JobStore store, StreamLogs logs, ResumeSettings settings, JsonCodec json, EngineClock clock) {
        this.store = store;
        this.logs = logs;
        this.settings = settings;
        this.json = json;
        this.clock = clock;
        this.looked = clock.nanos().getAsLong();
        this.ending = new StreamEnding(store, logs, settings, json, clock);
    }

    @Override
    public Begun begin(Wanted wanted, boolean replace) {
        for (int look = 0; look < LOOKS; look++) {
            Optional<StreamRecord> present = record(wanted.id());
            if (present.isPresent() && !(replace && isOwn(wanted, present.get()))) {
                Optional<StreamView> known = view(present.get());
                if (known.isPresent()) {
                    return new Begun.Taken(known.get());
                }
                LockSupport.parkNanos(this, PAUSE_NANOS);
            } else if (present.filter(StreamRecord::isSettling).isPresent()) {
                LockSupport.parkNanos(this, PAUSE_NANOS);
            } else {
                LiveStream mine = tryToBegin(wanted, present.orElse(null));
                if (mine != null) {
                    return new Begun.Mine(mine);
                }
            }
        }
        throw new StreamRefusedException(
                wanted.id(),
                "the stream " + wanted.id() + " is just being ended, removed or replaced by others; try again later");
    }

    private static boolean isOwn(Wanted wanted, StreamRecord present) {
        return Objects.equals(wanted.owner(), present.job().owner());
    }

    private Optional<StreamRecord> record(String id) {
        return store.find(StreamRecord.key(id)).map(StreamRecord::new);
    }

    /** The log comes first: whoever finds the record finds the log, too. Null if somebody else was first. */
    private @Nullable LiveStream tryToBegin(Wanted wanted, @Nullable StreamRecord before) {
        requireRoom(wanted.id());
        String token = StreamRecord.newToken();
        Instant now = now();
        Assignment assignment =
                logs.mine(before == null ? Assignment.none() : before.job().assignment());
        StreamRecord wish = before == null
                ? StreamRecord.first(wanted, token, now, assignment)
                : before.next(wanted, token, now, assignment);
        EventLog log = logs.write(wish.logName(), assignment.fence(), () -> lost(wish))
                .orElseThrow(() -> new IllegalStateException("a new log has another writer"));
        LiveStream mine = new LiveStream(
                wanted, wish.generation(), log, json, clock.nanos(), (stream, end) -> ended(stream, wish, end));
        live.put(wish.logName(), mine);
        boolean written = false;
        try {
            written = ending.write(before, wish);
        } finally {
            if (!written) {
                live.remove(wish.logName());
                logs.blocking().execute(() -> logs.drop(log));
            }
        }
        if (!written) {
            return null;
        }
        if (before != null) {
            replaced(before, assignment.fence());
        }
        return mine;
    }

    private void requireRoom(String id) {
        if (closed) {
            throw new StreamRefusedException(
                    id, "the stream " + id + " was not created: the application is shutting down");
        }
        if (Math.max(live.size(), logs.kept()) >= settings.maxStreams()) {
            throw new StreamRefusedException(
                    id,
                    "the stream " + id + " was not created: " + settings.maxStreams()
                            + " streams are here, as many as jobcast.resume.max-streams allows; try again later");
        }
    }

    /** Nobody writes the generation before from now on, and its readers learn why. */
    private void replaced(StreamRecord before, long fence) {
        LiveStream own = live.remove(before.logName());
        if (own != null) {
            own.abandon();
        }
        ending.replace(before, fence, own == null ? null : own.log());
    }

    private void ended(LiveStream stream, StreamRecord record, StreamEnd end) {
        boolean own = ending.end(stream, record, end, () -> live.remove(record.logName(), stream));
        if (!own) {
            ending.giveUp(stream, record);
            lost(record);
        }
    }

    /** Another node writes the log, or another generation has the id. */
    private void lost(StreamRecord record) {
        LiveStream gone = live.remove(record.logName());
        if (gone != null) {
            logs.blocking().execute(gone::abandon);
        }
    }

    @Override
    public Optional<StreamView> find(String id) {
        for (int look = 0; look < LOOKS; look++) {
            Optional<StreamRecord> record = record(id);
            if (record.isEmpty()) {
                return Optional.empty();
            }
            Optional<StreamView> view = view(record.get());
            if (view.isPresent()) {
                return view;
            }
            LockSupport.parkNanos(this, PAUSE_NANOS);
        }
        return Optional.empty();
    }

    /** Empty if the log is not there: the stream is being removed. */
    private Optional<StreamView> view(StreamRecord record) {
        LiveStream own = live.get(record.logName());
        return own != null ? Optional.of(own) : logs.find(record.logName()).map(log -> new StoredStream(record, log));
    }

    /** The record of a stream, for the list of jobs. */
    Optional<JobRecord> job(String id) {
        return store.find(StreamRecord.key(id));
    }

    @Override
    public CancelOutcome cancel(String id) {
        for (; ; ) {
            Optional<StreamRecord> found = record(id);
            if (found.isEmpty()) {
                return CancelOutcome.UNKNOWN;
            }
            StreamRecord record = found.get();
            if (!record.isLive()) {
                return CancelOutcome.ALREADY_TERMINAL;
            }
            LiveStream own = live.get(record.logName());
            if (own != null) {
                own.finish(StreamEnd.CANCELLED, logs.blocking());
                return CancelOutcome.REQUESTED;
            }
            JobRecord asked = record.job().change().state(JobState.CANCELLING).build();
            if (record.job().state() == JobState.CANCELLING || store.replace(record.job(), asked)) {
                logs.ring(asked.assignment());
                return CancelOutcome.REQUESTED;
            }
        }
    }

    /** The node was declared dead: what it produced belongs to others. */
    void expelled(String node) {
        live.forEach((name, stream) -> {
            boolean own = record(stream.id())
                    .filter(record -> record.logName().equals(name))
                    .filter(record -> node.equals(record.job().assignment().node()))
                    .isPresent();
            if (!own) {
                leave(name, stream);
            }
        });
    }

    private void leave(String name, LiveStream stream) {
        if (live.remove(name, stream)) {
            logs.leave(stream.log());
            stream.abandon();
        }
    }

    /** A stream of a dead node is this node's now: it has ended. */
    void claimed(JobRecord job) {
        StreamRecord record = new StreamRecord(job);
        StreamEnd end = job.state() == JobState.CANCELLING
                ? StreamEnd.CANCELLED
                : record.isLive() ? StreamEnd.NODE_DIED : StreamEnd.of(job);
        ending.conclude(record, end);
    }

    /** A stream of this node was asked to stop, or has ended and is still this node's. */
    void stopping(String key) {
        store.find(key).map(StreamRecord::new).ifPresent(record -> {
            LiveStream own = live.get(record.logName());
            if (own == null) {
                claimed(record.job());
            } else if (record.job().state() == JobState.CANCELLING) {
                own.finish(StreamEnd.CANCELLED, logs.blocking());
            }
        });
    }

    /** Removes an ended stream if it is due; true for the one caller that did. */
    boolean forget(String key, Predicate<JobRecord> due) {
        return store.find(key)
                .filter(due)
                .map(StreamRecord::new)
                .filter(record -> !record.isLive() && !record.isSettling())
                .filter(ending::remove)
                .isPresent();
    }

    @Override
    public void sweep() {
        for (LiveStream stream : live.values()) {
            stream.failIfSilent(logs.blocking());
        }
        if (ending.isDoubtful()) {
            logs.blocking().execute(ending::settleDoubts);
        }
        if (logs.isShared() && clock.nanos().getAsLong() - looked > QUIET.toNanos()) {
            looked = clock.nanos().getAsLong();
            logs.blocking().execute(this::lookAfterQuiet);
        }
        logs.tidy();
    }

    /** A producer that writes learns from the store that it was replaced; one that is silent has to be told. */
    private void lookAfterQuiet() {
        Map<String, LiveStream> quiet = new HashMap<>(live);
        quiet.values().removeIf(stream -> !stream.isQuiet(QUIET));
        try {
            for (String name : logs.endedElsewhere(quiet.keySet())) {
                LiveStream stream = Objects.requireNonNull(quiet.get(name));
                if (!stream.isCancelled()) {
                    leave(name, stream);
                }
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "whether streams were replaced is asked again", e);
        }
    }

    private Instant now() {
        return clock.wall().instant();
    }

    int size() {
        return live.size();
    }

    /** Streams of a node that stops cannot be produced elsewhere: they fail, and say so if the store takes it. */
    @Override
    public void close() {
        closed = true;
        ending.close();
        for (LiveStream stream : live.values()) {
            Objects.requireNonNull(stream).finish(StreamEnd.failed("Stopped", "the application was stopped"));
        }
    }
}
