package org.jobcast.impl.job;

import java.lang.ref.WeakReference;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jobcast.channel.SlowClientPolicy;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.durable.DurableStreams;
import org.jobcast.job.JobResult;
import org.jobcast.job.UnknownJobException;
import org.jobcast.spi.Assignment;
import org.jobcast.spi.Bus;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.JobStore;
import org.jobcast.spi.JsonCodec;

/** Jobs live in a store that outlives this node; memory holds those that this node runs. */
final class SharedHome implements JobHome {
    private final JobStore jobs;
    private final Bus bus;
    private final DurableStreams streams;
    private final Supplier<String> node;
    private final Supplier<String> living;
    private final JobSettings settings;
    private final JobEnvironment environment;
    private final JsonCodec json;
    private final EngineClock clock;
    private final Patience patience;
    private final JobUndertaker undertaker;

    /** One for each job while anybody has it, so that on this node one caller at a time claims its result. */
    private final ConcurrentMap<String, WeakReference<ResultDesk>> desks = new ConcurrentHashMap<>();

    /**
     * @param node the id of this node
     * @param living the same, as of a node that may own new jobs
     */
    SharedHome(
            SharedStore shared,
            Supplier<String> node,
            Supplier<String> living,
            JobFacilities with,
            Handlers handlers,
            Patience patience) {
        this.jobs = shared.store().jobs();
        this.bus = shared.bus();
        this.streams = shared.streams();
        this.node = node;
        this.living = living;
        this.settings = with.settings();
        this.environment = with.environment();
        this.json = with.json();
        this.clock = with.clock();
        this.patience = patience;
        this.undertaker = new JobUndertaker(
                jobs, streams, node, settings, json, handlers, with.executor(), clock, patience, blocking());
    }

    @Override
    public Assignment assignment() {
        return Assignment.none().to(living.get());
    }

    @Override
    public Optional<EventLog> log(JobRecord job, int events, long bytes, Runnable onLost) {
        long fence = job.assignment().fence();
        return streams.write(JobHome.logName(job.id()), fence, events, bytes, outcome -> onLost.run());
    }

    /** The log comes first: whoever finds the record finds the log, too. */
    @Override
    public void announce(JobRecord first) {
        streams.begin(JobHome.logName(first.id()));
        undertaker.create(first);
    }

    @Override
    public boolean create(JobRecord first) {
        return undertaker.create(first);
    }

    /** What fails here is done by a later pass of the node's keeper, which finds an ended job that is still this node's. */
    @Override
    public void left(LiveJob job, Runnable drop) {
        blocking().execute(() -> {
            try {
                if (job.isDiscarded()) {
                    undertaker.delete(job.id());
                } else {
                    undertaker.release(job.keeper());
                }
            } finally {
                streams.adopt(job.log());
                drop.run();
            }
        });
    }

    @Override
    public void logLost(LiveJob job) {
        JobRecord now = job.keeper().refresh();
        if (!job.keeper().isOwnedByOther()) {
            undertaker.end(now, JobEnd.lost("the store has lost its events"));
        }
    }

    @Override
    public boolean keepsEnded() {
        return false;
    }

    @Override
    public Optional<JobView> find(String id) {
        undertaker.settle(id);
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
        undertaker.settleAll();
    }

    @Override
    public boolean forget(String id, Predicate<JobRecord> due) {
        return undertaker.remove(id, due);
    }

    JobUndertaker undertaker() {
        return undertaker;
    }

    Optional<JobRecord> record(String id) {
        return jobs.find(id);
    }

    /** Gives a job that belongs to nobody to this node, as part of a change. */
    JobRecord.Builder own(JobRecord.Builder change, JobRecord now) {
        return undertaker.own(change, now);
    }

    void concludeIfOwn(JobRecord ended) {
        if (node.get().equals(ended.assignment().node())) {
            undertaker.conclude(ended.id());
        }
    }

    /** Tells the node that runs a job that there is something new in it. */
    void ring(JobRecord job) {
        String owner = job.assignment().node();
        if (owner != null) {
            bus.ring(Bus.ofNode(owner));
        }
    }

    Patience patience() {
        return patience;
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

    Repetition repetition(JobRecord job) {
        return RecipeRepetition.of(job, json);
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
