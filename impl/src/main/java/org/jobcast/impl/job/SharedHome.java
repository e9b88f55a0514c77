package org.jobcast.impl.job;

import java.lang.ref.WeakReference;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jobcast.channel.SlowClientPolicy;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.durable.DurableStreams;
import org.jobcast.job.JobResult;
import org.jobcast.job.UnknownJobException;
import org.jobcast.spi.Assignment;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.JobStore;
import org.jobcast.spi.JsonCodec;

/** Jobs live in a store that outlives this node; memory holds those that this node runs. */
final class SharedHome implements JobHome {
    private final JobStore jobs;
    private final DurableStreams streams;
    private final Supplier<String> node;
    private final JobSettings settings;
    private final JobEnvironment environment;
    private final JsonCodec json;
    private final Handlers handlers;
    private final JobExecutor executor;
    private final EngineClock clock;
    private final Patience patience;

    /** One for each job while anybody has it, so that on this node one caller at a time claims its result. */
    private final ConcurrentMap<String, WeakReference<ResultDesk>> desks = new ConcurrentHashMap<>();

    private final Set<String> concluding = ConcurrentHashMap.newKeySet();

    SharedHome(
            SharedStore shared,
            Supplier<String> node,
            JobSettings settings,
            JobEnvironment environment,
            JsonCodec json,
            Handlers handlers,
            JobExecutor executor,
            EngineClock clock,
            Patience patience) {
        this.jobs = shared.store().jobs();
        this.streams = shared.streams();
        this.node = node;
        this.settings = settings;
        this.environment = environment;
        this.json = json;
        this.handlers = handlers;
        this.executor = executor;
        this.clock = clock;
        this.patience = patience;
    }

    @Override
    public Assignment assignment() {
        return Assignment.none().to(node.get());
    }

    @Override
    public Optional<EventLog> log(JobRecord job, int events, long bytes, Runnable onLost) {
        long fence = job.assignment().fence();
        return streams.write(JobHome.logName(job.id()), fence, events, bytes, outcome -> onLost.run());
    }

    @Override
    public void left(LiveJob job, Runnable drop) {
        blocking().execute(() -> {
            if (job.isDiscarded()) {
                delete(job.id());
            } else {
                release(job.keeper());
            }
            streams.adopt(job.log());
            drop.run();
        });
    }

    /** A job that has ended, and whose clients know that, belongs to nobody. */
    private void release(StateKeeper keeper) {
        Assignment nobody = keeper.current().assignment().released(null);
        keeper.update(job -> job.state().isTerminal(), job -> job.assignment(nobody), patience);
    }

    @Override
    public boolean keepsEnded() {
        return false;
    }

    @Override
    public Optional<JobView> find(String id) {
        return jobs.find(id).map(job -> new StoredJob(desk(job), this, streams));
    }

    private ResultDesk desk(JobRecord job) {
        ResultDesk[] found = new ResultDesk[1];
        desks.compute(job.id(), (id, known) -> {
            ResultDesk desk = known == null ? null : known.get();
            if (desk != null && desk.keeper().current().created().equals(job.created())) {
                desk.keeper().remember(job);
                found[0] = desk;
                return known;
            }
            found[0] = new ResultDesk(StateKeeper.ofVisitor(jobs, job));
            return new WeakReference<>(found[0]);
        });
        return Objects.requireNonNull(found[0]);
    }

    @Override
    public void tidy() {
        desks.values().removeIf(desk -> desk.get() == null);
    }

    @Override
    public boolean forget(String id) {
        boolean over = jobs.find(id)
                .filter(job -> job.state().isTerminal() && job.assignment().node() == null)
                .isPresent();
        return over && delete(id);
    }

    private boolean delete(String id) {
        boolean deleted = jobs.delete(id);
        if (deleted) {
            streams.delete(JobHome.logName(id));
        }
        return deleted;
    }

    /** Writes the last events of a job of this node that has ended without them, and gives it up. */
    void conclude(JobRecord ended) {
        String id = ended.id();
        if (!concluding.add(id)) {
            return;
        }
        boolean begun = false;
        try {
            begun = isOwn(id) && beginToConclude(ended);
        } finally {
            if (!begun) {
                concluding.remove(id);
            }
        }
    }

    private boolean isOwn(String id) {
        return jobs.find(id)
                .filter(job -> node.get().equals(job.assignment().node()))
                .isPresent();
    }

    private boolean beginToConclude(JobRecord ended) {
        Optional<EventLog> opened = log(ended, settings.historyEvents(), settings.historyBytes(), () -> {});
        if (opened.isEmpty()) {
            return false;
        }
        EventLog log = opened.get();
        JobEvents events = new JobEvents(ended.id(), log, json, clock.nanos(), handlers.stamp(ended));
        Instant began = ended.started();
        events.resume(began == null ? Duration.ZERO : Duration.between(began, now()));
        StateKeeper keeper = StateKeeper.ofOwner(jobs, ended);
        log.whenClosed()
                .thenRunAsync(
                        () -> {
                            release(keeper);
                            streams.adopt(log);
                            concluding.remove(ended.id());
                        },
                        blocking());
        handlers.tellEnd(
                ended,
                work -> JobHost.onWorker(executor, work),
                () -> events.end(JobEnd.of(ended), ended.cancelReason()));
        return true;
    }

    /** Gives a job that belongs to nobody to this node, as part of a change. */
    JobRecord.Builder own(JobRecord.Builder change, StateKeeper keeper) {
        Assignment now = keeper.current().assignment();
        return now.node() == null ? change.assignment(now.to(node.get())) : change;
    }

    void concludeIfOwn(JobRecord ended) {
        if (node.get().equals(ended.assignment().node())) {
            blocking().execute(() -> conclude(ended));
        }
    }

    /** Ends a job of this node that does not run here, as lost or as cancelled. */
    void end(JobRecord claimed, JobEnd end) {
        Instant now = now();
        StateKeeper keeper = StateKeeper.ofOwner(jobs, claimed);
        JobRecord ended = keeper.move(
                LiveJob.LIVE,
                end.state(),
                job -> job.ended(end.state(), now, Times.after(now, settings.ttl())),
                patience);
        if (ended != null) {
            conclude(ended);
        }
    }

    SlowClientPolicy slowClients() {
        return settings.slowClients();
    }

    Duration ttl() {
        return settings.ttl();
    }

    Instant now() {
        return clock.wall().instant();
    }

    URI streamUri(String id) {
        return environment.streamUri(id);
    }

    JobResult result(String text) {
        return new JsonResult(text, json);
    }

    UnknownJobException gone(String id) {
        return new UnknownJobException(id, "the job " + id + " was removed");
    }

    @Override
    public Executor blocking() {
        return work -> {
            try {
                streams.threads().execute(work);
            } catch (RejectedExecutionException e) {
                work.run();
            }
        };
    }
}
