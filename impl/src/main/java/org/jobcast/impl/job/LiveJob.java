package org.jobcast.impl.job;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jobcast.channel.SlowClientPolicy;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.Waker;
import org.jobcast.job.CancelOutcome;
import org.jobcast.job.JobCancelledException;
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
public final class LiveJob implements JobView {
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
    private final AtomicBoolean cancelling = new AtomicBoolean();
    private final AtomicBoolean concluded = new AtomicBoolean();
    private final AtomicBoolean left = new AtomicBoolean();
    private final JobTimeout timeout;
    private volatile boolean discarded;
    private volatile boolean suspended;
    private volatile @Nullable Work work;
    private volatile Repetition repetition = Repetition.NONE;

    LiveJob(JobSpec spec, JobHost host, StateKeeper keeper, EventLog log) {
        this.spec = spec;
        this.host = host;
        this.keeper = keeper;
        Supplier<String> stamp = host.handlers().stamp(keeper.current());
        this.events = new JobEvents(spec.id(), log, host.json(), host.clock().nanos(), stamp);
        this.timeout = new JobTimeout(spec, host, this::timeOut);
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

    @Override
    public @Nullable String owner() {
        return spec.owner();
    }

    @Override
    public SlowClientPolicy slowClients() {
        return spec.slowClients();
    }

    @Override
    public EventLog log() {
        return events.log();
    }

    @Override
    public JobState state() {
        return keeper.current().state();
    }

    @Override
    public boolean hasEnded() {
        return state().isTerminal();
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
    public void signalled() {
        host.notes().desk().wake(id());
    }

    @Override
    public Optional<JobResult> result() {
        return resultJson().map(json -> new JsonResult(json, host.json()));
    }

    @Override
    public Optional<String> resultJson() {
        return desk.read();
    }

    @Override
    public Optional<ResultClaim> claimResult() {
        return desk.claim();
    }

    @Override
    public Optional<JobResult> popResult() {
        return desk.pop().map(json -> new JsonResult(json, host.json()));
    }

    @Override
    public CompletionStage<JobSnapshot> completion() {
        return completion.minimalCompletionStage();
    }

    /** Whoever holds this object holds the job, also when another node runs it by now. */
    @Override
    public CancelOutcome cancel(@Nullable String reason) {
        CancelOutcome here = cancelHere(reason);
        return here == CancelOutcome.REQUESTED && keeper.isOwnedByOther()
                ? host.home().find(id()).map(job -> job.cancel(reason)).orElse(CancelOutcome.UNKNOWN)
                : here;
    }

    private CancelOutcome cancelHere(@Nullable String reason) {
        String why = reason == null ? null : JobEnd.cut(reason);
        if (end(QUEUED, JobEnd.cancelled(), why, Patience.NONE)) {
            cancellation.request();
            return CancelOutcome.REQUESTED;
        }
        if (keeper.move(RUNNING, JobState.CANCELLING, job -> job.cancelReason(why), Patience.NONE) != null) {
            cancellation.run(beginToStop(why));
            return CancelOutcome.REQUESTED;
        }
        return state().isTerminal() ? CancelOutcome.ALREADY_TERMINAL : CancelOutcome.REQUESTED;
    }

    /** Tells clients and stops the work; the actions that have to run are the caller's. */
    private List<Runnable> beginToStop(@Nullable String reason) {
        if (!cancelling.compareAndSet(false, true)) {
            return List.of();
        }
        String member = events.reasonMember(reason);
        events.note("cancelling", member.isEmpty() ? "" : member.substring(1));
        return stop(work);
    }

    /** Does what follows from a change that another node has made to the record. Does not wait for the application. */
    void noticed(JobRecord changed) {
        boolean known = state().isTerminal();
        keeper.remember(changed);
        if (keeper.isOwnedByOther()) {
            abandon();
        } else if (changed.state() == JobState.CANCELLING) {
            runApart(beginToStop(changed.cancelReason()));
        } else if (changed.state().isTerminal()) {
            Work done = work;
            if (!known) {
                cancellation.request();
            }
            conclude(JobEnd.of(changed), changed);
            if (done != null) {
                done.ended();
            }
        }
    }

    /** Completes the stage with what the node says that has ended the job. */
    private void completeElsewhere(Waker follower) {
        try {
            log().removeWaker(follower);
            insist(keeper::refresh);
        } finally {
            complete();
        }
    }

    private void insist(Runnable work) {
        for (int failures = 0; ; ) {
            try {
                work.run();
                return;
            } catch (RuntimeException e) {
                host.patience().await(e, ++failures);
            }
        }
    }

    private void runApart(List<Runnable> actions) {
        if (!actions.isEmpty()) {
            host.onWorker(() -> cancellation.run(actions));
        }
    }

    /**
     * Stops the work, because another node owns the job now, or its log is gone. Nothing more is written; the log goes on with
     * what that node writes.
     */
    void abandon() {
        if (!leave()) {
            return;
        }
        LOG.log(
                System.Logger.Level.WARNING,
                "job {0} belongs to another node now, or its log is gone; its work here is stopped",
                spec.id());
        EventLog log = log();
        log.detach();
        timeout.stop();
        Waker follower = () -> {};
        log.addWaker(follower);
        host.home().blocking().execute(() -> {
            try {
                runApart(stop(work));
                insist(() -> host.home().logLost(this));
            } finally {
                log.whenClosed()
                        .thenRunAsync(
                                () -> completeElsewhere(follower), host.home().blocking());
            }
        });
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
        if (!finish(STARTED, JobEnd.timedOut(limit), null, host.patience())) {
            return;
        }
        List<Runnable> actions = stop(late);
        if (late != null) {
            late.ended();
        }
        runApart(actions);
    }

    /** Counts the timeout. */
    void startTimeout() {
        Instant started = keeper.current().started();
        timeout.start(started == null ? created() : started);
        if (state().isTerminal()) {
            timeout.stop();
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
        return end(from, end, null, host.patience());
    }

    private boolean end(Set<JobState> from, JobEnd end, @Nullable String reason, Patience patience) {
        Work done = work;
        if (!finish(from, end, reason, patience)) {
            return false;
        }
        cancellation.forget();
        if (done != null) {
            done.ended();
        }
        return true;
    }

    private boolean finish(Set<JobState> from, JobEnd end, @Nullable String reason, Patience patience) {
        Instant now = host.clock().wall().instant();
        UnaryOperator<JobRecord.Builder> change = job -> {
            JobRecord.Builder next = reason == null ? job : job.cancelReason(reason);
            return next.ended(end.state(), now, Times.after(now, spec.ttl()))
                    .error(end.error())
                    .result(end.result())
                    .progress(events.progress(), log().last());
        };
        JobRecord last = keeper.move(from, end.state(), change, patience);
        if (last == null) {
            if (keeper.isOwnedByOther()) {
                abandon();
            }
            return false;
        }
        conclude(end, last);
        return true;
    }

    /** Writes the last events, when the application knows. Whoever waits for the end learns of it when clients can read it. */
    private void conclude(JobEnd end, JobRecord last) {
        if (!concluded.compareAndSet(false, true)) {
            return;
        }
        timeout.stop();
        work = null;
        log().whenClosed().thenRun(() -> {
            leave();
            host.onTimer(this::complete);
        });
        Runnable tellClients = () -> events.end(end, last.cancelReason());
        if (discarded) {
            // The caller was told that there is no such job; the application must not take it for one that has failed.
            tellClients.run();
        } else {
            host.handlers().tellEnd(last, host::onWorker, tellClients);
        }
    }

    private boolean leave() {
        boolean first = left.compareAndSet(false, true);
        if (first) {
            host.onEnd().accept(this);
        }
        return first;
    }

    /** Writes how far the job is into its record; false if it is not further than that says. */
    boolean noteProgress() {
        JobProgress now = events.progress();
        JobRecord known = keeper.current();
        if (now == null || known.state().isTerminal() || now.equals(known.progress())) {
            return false;
        }
        keeper.update(job -> !job.state().isTerminal(), job -> job.progress(now, log().last()), Patience.NONE);
        return true;
    }

    /** Completes the stage of a job that has ended. */
    void complete() {
        completion.complete(snapshot());
    }

    /** Has the job forgotten when it is over, because it was never accepted. */
    void discard() {
        discarded = true;
    }

    boolean isDiscarded() {
        return discarded;
    }

    /** Whether clients know of its end, or it belongs to another node. */
    boolean hasLeft() {
        return left.get();
    }

    /** Whether another node, or this one when it is back, can run it again. */
    boolean isRestartable() {
        return keeper.current().input() != null && !host.home().keepsEnded();
    }

    /**
     * Stops a job at the end of this node: one that can be run again is left to another node as it is, any other is cancelled.
     */
    void stopForGood(String reason) {
        if (!isRestartable() || state() == JobState.CANCELLING) {
            cancelHere(reason);
        } else if (!state().isTerminal()) {
            suspended = true;
            host.home().blocking().execute(() -> runApart(stop(work)));
        }
    }

    /** Stops the work though the store cannot be told. */
    void stopHere() {
        runApart(stop(work));
    }

    /** Whether it is being left to another node; its state stays as it is. */
    boolean isSuspended() {
        return suspended;
    }

    /** Leaves the job to another node: nothing of it runs here any more. */
    void handOver() {
        if (!state().isTerminal() && leave()) {
            LOG.log(System.Logger.Level.INFO, "job {0} is left to another node", spec.id());
        }
    }

    void throwIfCancelled() {
        if (cancellation.isRequested()) {
            throw new JobCancelledException(spec.id(), "job " + spec.id() + " was asked to stop; it ends as cancelled");
        }
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
