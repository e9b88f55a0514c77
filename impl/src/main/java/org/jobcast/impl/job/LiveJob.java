package org.jobcast.impl.job;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jobcast.channel.SlowClientPolicy;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.job.CancelOutcome;
import org.jobcast.job.Job;
import org.jobcast.job.JobProgress;
import org.jobcast.job.JobResult;
import org.jobcast.job.JobSnapshot;
import org.jobcast.job.JobState;
import org.jobcast.spi.JobRecord;
import org.jspecify.annotations.Nullable;

/**
 * A job of this node. Whoever changes its state in the store does what follows from it, once: events, clean-up, completion.
 * Thread-safe.
 */
public final class LiveJob implements Job {
    static final Set<JobState> QUEUED = Set.of(JobState.QUEUED);
    static final Set<JobState> RUNNING = Set.of(JobState.RUNNING);
    static final Set<JobState> CANCELLING = Set.of(JobState.CANCELLING);
    static final Set<JobState> STARTED = Set.of(JobState.RUNNING, JobState.CANCELLING);
    static final Set<JobState> LIVE = Set.of(JobState.QUEUED, JobState.RUNNING, JobState.CANCELLING);

    private static final System.Logger LOG = System.getLogger(LiveJob.class.getName());

    private final JobSpec spec;
    private final JobHost host;
    private final StateKeeper keeper;
    private final JobEvents events;
    private final Cancellation cancellation;
    private final ResultDesk desk;
    private final CompletableFuture<JobSnapshot> completion = new CompletableFuture<>();
    private volatile @Nullable Work work;
    private volatile Repetition repetition = Repetition.NONE;
    private volatile @Nullable Future<?> timeout;

    LiveJob(JobSpec spec, JobHost host, StateKeeper keeper, EventLog log) {
        this.spec = spec;
        this.host = host;
        this.keeper = keeper;
        this.events = new JobEvents(spec.id(), log, host.json(), host.clock().nanos());
        this.cancellation = new Cancellation(spec.id());
        this.desk = new ResultDesk(keeper);
    }

    @Override
    public String id() {
        return spec.id();
    }

    @Override
    public String type() {
        return spec.type();
    }

    /**
     * The principal it belongs to.
     *
     * @return the principal's name, null for an anonymous job
     */
    public @Nullable String owner() {
        return spec.owner();
    }

    /**
     * What happens to a slow client.
     *
     * @return the policy
     */
    public SlowClientPolicy slowClients() {
        return spec.slowClients();
    }

    /**
     * Its events.
     *
     * @return the log; closed once the job has ended
     */
    public EventLog log() {
        return events.log();
    }

    @Override
    public JobState state() {
        return keeper.current().state();
    }

    @Override
    public JobSnapshot snapshot() {
        JobRecord now = keeper.current();
        JobProgress live = events.progress();
        return Snapshots.of(now, live == null ? now.progress() : live, log().last(), streamUri(), repetition);
    }

    @Override
    public URI streamUri() {
        return host.environment().streamUri(spec.id());
    }

    @Override
    public Optional<JobResult> result() {
        return resultJson().map(json -> new JsonResult(json, host.json()));
    }

    /**
     * The result as JSON text; it stays.
     *
     * @return the result if the job has succeeded, has one and nobody has taken it
     */
    public Optional<String> resultJson() {
        return desk.read();
    }

    /**
     * Begins to take the result.
     *
     * @return a claim to settle; empty if there is no result or another claim is open
     */
    public Optional<ResultClaim> claimResult() {
        return desk.claim();
    }

    Optional<JobResult> popResult() {
        return desk.pop().map(json -> new JsonResult(json, host.json()));
    }

    @Override
    public CompletionStage<JobSnapshot> completion() {
        return completion.minimalCompletionStage();
    }

    @Override
    public CancelOutcome cancel(@Nullable String reason) {
        String why = reason == null ? null : JobEnd.cut(reason);
        if (end(QUEUED, JobEnd.cancelled(), why)) {
            cancellation.request();
            return CancelOutcome.REQUESTED;
        }
        if (keeper.move(RUNNING, JobState.CANCELLING, job -> job.cancelReason(why)) != null) {
            String member = events.reasonMember(why);
            events.note("cancelling", member.isEmpty() ? "" : member.substring(1));
            cancellation.run(stop(work));
            return CancelOutcome.REQUESTED;
        }
        return state().isTerminal() ? CancelOutcome.ALREADY_TERMINAL : CancelOutcome.REQUESTED;
    }

    /** Sets the flag and stops the work; the actions that have to run are the caller's. */
    private List<Runnable> stop(@Nullable Work stopped) {
        List<Runnable> actions = cancellation.request();
        if (stopped != null) {
            stopped.stop();
        }
        return actions;
    }

    /** Fails the job and stops its work: the time is over. */
    private void timeOut(Duration limit) {
        Work late = work;
        if (!finish(STARTED, JobEnd.timedOut(limit), null)) {
            return;
        }
        List<Runnable> actions = stop(late);
        if (late != null) {
            late.ended();
        }
        if (!actions.isEmpty()) {
            host.onWorker(() -> cancellation.run(actions));
        }
    }

    /** Counts the timeout from now on. */
    void startTimeout() {
        Duration after = spec.timeout();
        if (after == null) {
            return;
        }
        try {
            timeout = host.timer().schedule(() -> timeOut(after), Times.nanos(after), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.WARNING, "job {0} runs without its timeout: the timer has ended", spec.id());
        }
        if (state().isTerminal()) {
            stopTimeout();
        }
    }

    private void stopTimeout() {
        Future<?> running = timeout;
        if (running != null) {
            running.cancel(false);
        }
    }

    /**
     * Ends the job.
     *
     * @param from the states to end it from
     * @param end how
     * @return false if the job is in another state; then nothing happened
     */
    boolean end(Set<JobState> from, JobEnd end) {
        return end(from, end, null);
    }

    private boolean end(Set<JobState> from, JobEnd end, @Nullable String reason) {
        Work done = work;
        if (!finish(from, end, reason)) {
            return false;
        }
        cancellation.forget();
        if (done != null) {
            done.ended();
        }
        return true;
    }

    private boolean finish(Set<JobState> from, JobEnd end, @Nullable String reason) {
        Instant now = host.clock().wall().instant();
        JobRecord last = keeper.move(from, end.state(), job -> {
            JobRecord.Builder next = reason == null ? job : job.cancelReason(reason);
            return next.ended(end.state(), now, Times.after(now, spec.ttl()))
                    .error(end.error())
                    .result(end.result())
                    .progress(events.progress(), log().last());
        });
        if (last == null) {
            return false;
        }
        events.end(end, last.cancelReason());
        stopTimeout();
        work = null;
        host.onEnd().accept(this);
        host.onTimer(this::complete);
        return true;
    }

    /** Completes the stage of a job that has ended. */
    void complete() {
        completion.complete(snapshot());
    }

    Instant created() {
        return keeper.current().created();
    }

    void work(Work started) {
        work = started;
    }

    void repetition(Repetition ofThis) {
        repetition = ofThis;
    }

    Repetition repetition() {
        return repetition;
    }

    boolean isIdle() {
        Work now = work;
        return now != null && now.isIdle();
    }

    JobEvents events() {
        return events;
    }

    Cancellation cancellation() {
        return cancellation;
    }

    StateKeeper keeper() {
        return keeper;
    }

    JobHost host() {
        return host;
    }
}
