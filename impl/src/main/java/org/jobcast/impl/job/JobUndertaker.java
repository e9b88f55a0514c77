package org.jobcast.impl.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.durable.DurableStreams;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.JobStore;
import org.jobcast.spi.JsonCodec;
import org.jspecify.annotations.Nullable;

/**
 * What is left to do for jobs of a shared store that no thread of this node works for: the last events of a job that ended
 * without them, the end of a job whose node died, the removal of what has expired. Thread-safe.
 *
 * <p>Whoever does one of these owns the job meanwhile. So nothing is done twice, and when a node dies half-way, the next one
 * finds a job of a dead node and finishes it.
 */
final class JobUndertaker {
    private static final System.Logger LOG = System.getLogger(JobUndertaker.class.getName());
    private static final int CREATIONS = 4;
    private static final int MAX_DOUBTFUL = 10_000;

    private final JobStore jobs;
    private final DurableStreams streams;
    private final Supplier<String> node;
    private final JobSettings settings;
    private final JsonCodec json;
    private final Handlers handlers;
    private final JobExecutor executor;
    private final EngineClock clock;
    private final Patience patience;
    private final Executor blocking;

    /** Jobs that are worked on here and now. */
    private final Set<String> busy = ConcurrentHashMap.newKeySet();

    /** First records of which nobody knows whether they were stored; the submission was refused. */
    private final Map<String, JobRecord> doubtful = new ConcurrentHashMap<>();

    JobUndertaker(
            JobStore jobs,
            DurableStreams streams,
            Supplier<String> node,
            JobSettings settings,
            JsonCodec json,
            Handlers handlers,
            JobExecutor executor,
            EngineClock clock,
            Patience patience,
            Executor blocking) {
        this.jobs = jobs;
        this.streams = streams;
        this.node = node;
        this.settings = settings;
        this.json = json;
        this.handlers = handlers;
        this.executor = executor;
        this.clock = clock;
        this.patience = patience;
        this.blocking = blocking;
    }

    /**
     * Stores a new job. A store that fails is asked again for a moment; after that, what may have been stored is removed as
     * soon as that is possible, because the caller was told that there is no such job.
     */
    boolean create(JobRecord first) {
        settle(first.id());
        for (int failures = 0; ; ) {
            try {
                return jobs.create(first)
                        || (failures > 0 && jobs.find(first.id()).equals(Optional.of(first)));
            } catch (RuntimeException e) {
                if (++failures == CREATIONS) {
                    doubt(first);
                    throw e;
                }
                awaitNext(first, e, failures);
            }
        }
    }

    private void awaitNext(JobRecord first, RuntimeException failure, int failures) {
        try {
            patience.await(failure, failures);
        } catch (RuntimeException e) {
            doubt(first);
            throw e;
        }
    }

    private void doubt(JobRecord first) {
        if (doubtful.size() < MAX_DOUBTFUL) {
            doubtful.put(first.id(), first);
        } else {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "job {0} was refused, but may be in the store; it stays queued there while this node lives",
                    first.id());
        }
    }

    /** Removes a job that was refused, if it was stored after all. */
    void settle(String id) {
        JobRecord first = doubtful.get(id);
        if (first != null) {
            if (jobs.find(id).equals(Optional.of(first))) {
                delete(id);
            }
            doubtful.remove(id, first);
        }
    }

    /** Does that for all. */
    void settleAll() {
        doubtful.keySet().forEach(this::settle);
    }

    /** Writes the last events of a job of this node that has ended without them, and gives it up; does not wait for that. */
    void conclude(String id) {
        if (busy.add(id)) {
            blocking.execute(() -> tryToConclude(id));
        }
    }

    private void tryToConclude(String id) {
        boolean begun = false;
        try {
            Optional<JobRecord> ended = jobs.find(id).filter(job -> job.state().isTerminal() && isOwn(job));
            begun = ended.isPresent() && beginToConclude(ended.get());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "job " + id + " still has no last event; it is tried again", e);
        } finally {
            if (!begun) {
                busy.remove(id);
            }
        }
    }

    private boolean isOwn(JobRecord job) {
        return node.get().equals(job.assignment().node());
    }

    private boolean beginToConclude(JobRecord ended) {
        Optional<EventLog> opened = streams.write(
                JobHome.logName(ended.id()),
                ended.assignment().fence(),
                settings.historyEvents(),
                settings.historyBytes(),
                refused -> busy.remove(ended.id()));
        if (opened.isEmpty()) {
            return false;
        }
        EventLog log = opened.get();
        JobEvents events = new JobEvents(ended.id(), log, json, clock.nanos(), handlers.stamp(ended));
        Instant began = ended.started();
        events.resume(began == null ? Duration.ZERO : Duration.between(began, now()));
        StateKeeper keeper = StateKeeper.ofOwner(jobs, ended);
        log.whenClosed().thenRunAsync(() -> concluded(keeper, log), blocking);
        handlers.tellEnd(
                ended,
                work -> JobHost.onWorker(executor, work),
                () -> events.end(JobEnd.of(ended), ended.cancelReason()));
        return true;
    }

    private void concluded(StateKeeper keeper, EventLog log) {
        try {
            release(keeper);
        } finally {
            streams.adopt(log);
            busy.remove(keeper.current().id());
        }
    }

    /** Gives up a job that has ended, and whose clients can know that; the next pass of the keeper does it if it fails. */
    void release(StateKeeper keeper) {
        try {
            keeper.update(
                    job -> job.state().isTerminal() && job.assignment().node() != null,
                    (job, now) -> job.assignment(now.assignment().released(null)),
                    Patience.NONE);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "a job that has ended is given up later", e);
        }
    }

    /** Ends a job of this node that does not run here. */
    void end(JobRecord claimed, JobEnd end) {
        Instant now = now();
        JobRecord ended = StateKeeper.ofOwner(jobs, claimed)
                .move(
                        LiveJob.LIVE,
                        end.state(),
                        job -> job.ended(end.state(), now, Times.after(now, settings.ttl())),
                        Patience.NONE);
        if (ended != null) {
            conclude(ended.id());
        }
    }

    /** Gives a job that belongs to nobody to this node, as part of a change. */
    JobRecord.Builder own(JobRecord.Builder change, JobRecord now) {
        return now.assignment().node() == null
                ? change.assignment(now.assignment().to(node.get()))
                : change;
    }

    /**
     * Removes an ended job with its events.
     *
     * @param due what must be true of it still; under its id there may be a new job by now
     * @return true for the one caller that removed it
     */
    boolean remove(String id, Predicate<JobRecord> due) {
        Predicate<JobRecord> removable =
                job -> job.state().isTerminal() && job.assignment().node() == null && due.test(job);
        Optional<JobRecord> found = jobs.find(id).filter(removable);
        if (found.isEmpty() || !busy.add(id)) {
            return false;
        }
        try {
            @Nullable JobRecord owned = StateKeeper.ofVisitor(jobs, found.get()).update(removable, this::own, Patience.NONE);
            return owned != null && delete(id);
        } finally {
            busy.remove(id);
        }
    }

    /** The events go first: they could not be found without the job. */
    boolean delete(String id) {
        streams.delete(JobHome.logName(id));
        return jobs.delete(id);
    }

    private Instant now() {
        return clock.wall().instant();
    }
}
