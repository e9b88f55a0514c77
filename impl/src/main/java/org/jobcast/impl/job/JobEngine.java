package org.jobcast.impl.job;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jobcast.impl.channel.Names;
import org.jobcast.job.CancelOutcome;
import org.jobcast.job.Job;
import org.jobcast.job.JobBody;
import org.jobcast.job.JobEmitter;
import org.jobcast.job.JobHandler;
import org.jobcast.job.JobOptions;
import org.jobcast.job.JobPage;
import org.jobcast.job.JobQuery;
import org.jobcast.job.JobRegistry;
import org.jobcast.job.JobResult;
import org.jobcast.job.JobSnapshot;
import org.jobcast.job.JobState;
import org.jobcast.job.Schedule;
import org.jobcast.job.SignalOutcome;
import org.jobcast.job.UnknownJobException;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.JobRecords;
import org.jobcast.spi.Store;
import org.jspecify.annotations.Nullable;

/** The jobs of an application. Thread-safe; the host calls {@link #reap} each second and {@link #shutdown} at its end. */
public final class JobEngine implements JobRegistry, AutoCloseable {
    /** The longest payload of a signal, in characters of JSON text. */
    public static final int MAX_SIGNAL = 1 << 20;

    private final Store store;
    private final JobHost host;
    private final KeptJobs kept;
    private final Tally open = new Tally();
    private final Tally bodies = new Tally();
    private final RunQueue queue;
    private final JobIntake intake;
    private final Plans plans;
    private final JobShutdown ending;
    private final @Nullable NodeKeeper node;
    private final JobGuest.Seat guests = new JobGuest.Seat();
    private final SignalPost post;
    private final Upkeep upkeep;

    /**
     * An engine whose jobs live in memory.
     *
     * @param with what it works with
     * @param store keeps the state; not closed here
     */
    public JobEngine(JobFacilities with, Store store) {
        this(with, store, null);
    }

    /**
     * An engine whose jobs live in a store that outlives it. Joins the nodes of the store, and waits for it.
     *
     * @param with what it works with
     * @param shared the store; not closed here
     */
    public JobEngine(JobFacilities with, SharedStore shared) {
        this(with, shared.store(), shared);
    }

    private JobEngine(JobFacilities with, Store store, @Nullable SharedStore shared) {
        this.store = store;
        AtomicReference<@Nullable NodeKeeper> keeper = new AtomicReference<>();
        Supplier<String> id = () -> Objects.requireNonNull(keeper.get()).id();
        Supplier<String> living = () -> Objects.requireNonNull(keeper.get()).livingId();
        Handlers handlers = new Handlers();
        SharedHome cluster = shared == null
                ? null
                : new SharedHome(shared, id, living, with, handlers, new Patience(open::isClosed));
        JobHome home = cluster == null ? new MemoryHome(store.jobs(), with.logs()) : cluster;
        SignalDesk desk = new SignalDesk(store.signals(), with.timer(), home.blocking(), shared != null);
        JobNotes notes = new JobNotes(store.steps(), store.signals(), desk);
        JobSettings settings = with.settings();
        this.host = JobHost.of(with, open::isClosed, home, handlers, notes, this::left);
        this.kept = new KeptJobs(store.jobs(), with.logs(), home, guests, settings.maxKept());
        this.queue = new RunQueue(settings, with.executor(), bodies);
        JobMaker maker = new JobMaker(settings, with.logs(), store.jobs(), host);
        this.intake = new JobIntake(settings, host, kept, open, queue, maker);
        this.plans = new Plans(host, intake, settings.ttl());
        this.ending = new JobShutdown(kept, open, bodies, with.executor());
        this.post = new SignalPost(store.signals(), this::view);
        this.upkeep = new Upkeep(queue, kept, host);
        if (shared != null && cluster != null) {
            Revival revival = new Revival(store.jobs(), host, kept, open, queue, maker);
            NodeJobs listener = new NodeJobs(kept, cluster, guests, id, revival, desk);
            keeper.set(new NodeKeeper(shared, listener, home.blocking()));
        }
        this.node = keeper.get();
        if (node != null) {
            node.start();
        }
    }

    /**
     * Shares the store of jobs with somebody who keeps records of another kind there.
     *
     * @param guest who; there is one
     */
    public void admit(JobGuest guest) {
        guests.take(guest);
    }

    /**
     * The id of this node in the store that it shares, for what it is to own. May wait for the store.
     *
     * @return the id, which changes when the node was declared dead; empty if jobs live in memory
     */
    public String nodeId() {
        return node == null ? "" : node.livingId();
    }

    private void left(LiveJob job) {
        open.down();
        if (job.isSuspended() && !job.state().isTerminal()) {
            return;
        }
        host.home().left(job, () -> kept.drop(job));
    }

    @Override
    public Job submit(String type, JobOptions options, JobBody body) {
        return intake.submit(type, options, body);
    }

    @Override
    public <I> void register(String type, Class<I> input, JobHandler<? super I> handler) {
        register(type, Handlers.of(input, handler, host.json()));
    }

    /**
     * Names the work of a type of jobs.
     *
     * @param type the type
     * @param handling what there is to know of it
     * @throws IllegalArgumentException if the type is not allowed, or registered already
     */
    public void register(String type, Handling handling) {
        host.handlers().register(type, handling);
    }

    @Override
    public Job start(String type, @Nullable Object input, JobOptions options) {
        return intake.start(type, input, options);
    }

    @Override
    public void schedule(String name, Schedule schedule, String type, @Nullable Object input, JobOptions options) {
        plans.add(name, schedule, type, input, options);
    }

    @Override
    public boolean unschedule(String name) {
        return plans.remove(name);
    }

    @Override
    public SignalOutcome signal(String id, String name, @Nullable Object payload) {
        return signalJson(id, name, host.json().write(payload));
    }

    /**
     * Sends a signal to a job, wherever it runs. Waits for a store that is shared.
     *
     * @param id the job's id
     * @param name the signal's name
     * @param payload what it says, JSON text
     * @return what came of it
     * @throws IllegalArgumentException if the name is not allowed or the payload too large
     */
    public SignalOutcome signalJson(String id, String name, String payload) {
        return post.send(id, name, payload);
    }

    @Override
    public JobEmitter open(String type, JobOptions options) {
        return intake.open(type, options);
    }

    /**
     * Looks a job of this node up.
     *
     * @param id the job's id
     * @return the job
     */
    public Optional<LiveJob> live(String id) {
        return kept.find(id);
    }

    /**
     * Looks a job up, wherever it runs. With a store that is shared, this waits for it unless the job is of this node.
     *
     * @param id the job's id
     * @return the job
     */
    public Optional<JobView> view(String id) {
        if (JobGuest.owns(id)) {
            return Names.isValid(id, Names.MAX_ID) ? guests.guest().flatMap(guest -> guest.view(id)) : Optional.empty();
        }
        Optional<JobView> live = kept.find(id).map(job -> job);
        return live.isPresent() || !Names.isValid(id, Names.MAX_ID)
                ? live
                : host.home().find(id);
    }

    /**
     * Where work of a request runs that may wait for the store.
     *
     * @return the caller's thread if jobs live in memory
     */
    public Executor blocking() {
        return host.home().blocking();
    }

    @Override
    public Optional<Job> find(String id) {
        return view(id).map(job -> job);
    }

    @Override
    public Job require(String id) {
        return find(id).orElseThrow(() -> unknown(id));
    }

    private static UnknownJobException unknown(String id) {
        String shown = Names.isValid(id, Names.MAX_ID) ? id : "of " + id.length() + " characters";
        return new UnknownJobException(shown, "no job is known under the id " + shown);
    }

    @Override
    public Job repeat(String id) {
        JobView job = view(id).orElseThrow(() -> unknown(id));
        Repetition repetition = kept.find(id).map(LiveJob::repetition).orElseGet(() -> stored(id));
        return repetition.repeat(job, this::view, intake);
    }

    private Repetition stored(String id) {
        return store.jobs()
                .find(id)
                .map(job -> RecipeRepetition.of(job, host.json()))
                .orElse(Repetition.NONE);
    }

    @Override
    public CancelOutcome cancel(String id, @Nullable String reason) {
        return view(id).map(job -> job.cancel(reason)).orElse(CancelOutcome.UNKNOWN);
    }

    @Override
    public Optional<JobResult> result(String id) {
        return view(id).flatMap(Job::result);
    }

    @Override
    public Optional<JobResult> popResult(String id) {
        return view(id).flatMap(JobView::popResult);
    }

    @Override
    public JobPage list(JobQuery query) {
        JobRecords found = store.jobs().list(query);
        return new JobPage(
                found.records().stream().map(this::snapshot).toList(), query.page(), query.size(), found.total());
    }

    private JobSnapshot snapshot(JobRecord job) {
        return kept.find(job.id())
                .map(LiveJob::snapshot)
                .orElseGet(() -> Snapshots.of(
                        job,
                        job.progress(),
                        job.lastEvent(),
                        host.environment().streamUri(job.id()),
                        RecipeRepetition.of(job, host.json())));
    }

    @Override
    public Map<JobState, Long> counts() {
        return store.jobs().counts();
    }

    @Override
    public int cleanup(Duration olderThan, boolean dryRun) {
        return kept.cleanup(KeptJobs.limit(host.clock().wall().instant(), olderThan), dryRun);
    }

    /**
     * Runs work of the application on a thread for bodies, or on one of its own.
     *
     * @param work the work
     */
    public void work(Runnable work) {
        host.onWorker(work);
    }

    /**
     * Removes a job that has ended, with its stream and result.
     *
     * @param id the job's id
     * @return true for the one caller that removed it
     */
    public boolean remove(String id) {
        return kept.forget(id, job -> true);
    }

    /** Takes the jobs whose time is over, and tries again to start what found no thread. Called each second or so. */
    public void reap() {
        upkeep.run();
    }

    /**
     * Whether jobs are accepted.
     *
     * @return false once the engine shuts down
     */
    public boolean isAccepting() {
        return !open.isClosed();
    }

    /** Accepts no job any more. Those that were accepted go on. */
    public void refuseNew() {
        open.close();
    }

    /**
     * Ends all jobs: refuses new ones, cancels what has not begun, gives the rest the grace period, cancels it,
     * and after {@link JobShutdown#LAST_WAIT} declares lost what still has not ended. Waits so long at most; calling it again
     * only looks whether bodies still run.
     *
     * @param grace how long running jobs may go on
     * @return false if a body still runs, though it was interrupted
     */
    public boolean shutdown(Duration grace) {
        return ending.run(grace);
    }

    /** Gives up what this node still owns. To be called after {@link #shutdown}, when the streams have been stored. */
    public void leave() {
        if (node != null) {
            node.stop();
        }
    }

    /** Shuts down without grace. */
    @Override
    public void close() {
        shutdown(Duration.ZERO);
    }
}
