package org.jobcast.impl.job;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jobcast.channel.SlowClientPolicy;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.Waker;
import org.jobcast.impl.durable.DurableStreams;
import org.jobcast.job.CancelOutcome;
import org.jobcast.job.JobResult;
import org.jobcast.job.JobSnapshot;
import org.jobcast.job.JobState;
import org.jobcast.job.UnknownJobException;
import org.jobcast.spi.JobRecord;
import org.jspecify.annotations.Nullable;

/** A job of the store that this node does not run: another one does, or it has ended. Thread-safe. */
final class StoredJob implements JobView {
    private final ResultDesk desk;
    private final StateKeeper keeper;
    private final SharedHome home;
    private final DurableStreams streams;
    private volatile @Nullable EventLog log;

    StoredJob(ResultDesk desk, SharedHome home, DurableStreams streams) {
        this.desk = desk;
        this.keeper = desk.keeper();
        this.home = home;
        this.streams = streams;
    }

    @Override
    public String id() {
        return keeper.current().id();
    }

    @Override
    public String type() {
        return keeper.current().type();
    }

    @Override
    public @Nullable String owner() {
        return keeper.current().owner();
    }

    @Override
    public SlowClientPolicy slowClients() {
        return home.slowClients();
    }

    /**
     * {@inheritDoc}
     *
     * @throws UnknownJobException if the job was removed meanwhile
     */
    @Override
    public EventLog log() {
        EventLog known = log;
        if (known == null || (known.isClosed() && !record().state().isTerminal())) {
            known = streams.follow(JobHome.logName(id())).orElseThrow(() -> home.gone(id()));
            log = known;
        }
        return known;
    }

    @Override
    public boolean hasEnded() {
        EventLog known = log;
        return keeper.current().state().isTerminal() || (known != null && known.isClosed());
    }

    /** The record, read again if it cannot be the last one. */
    private JobRecord record() {
        JobRecord known = keeper.current();
        return hasEnded() && !known.state().isTerminal() ? keeper.refresh() : known;
    }

    @Override
    public JobState state() {
        return record().state();
    }

    @Override
    public JobSnapshot snapshot() {
        JobRecord now = record();
        long last = streams.last(JobHome.logName(id()));
        return Snapshots.of(now, now.progress(), Math.max(last, now.lastEvent()), streamUri(), home.repetition(now));
    }

    @Override
    public URI streamUri() {
        return home.streamUri(id());
    }

    @Override
    public void signalled() {
        home.ring(keeper.current());
    }

    @Override
    public Optional<JobResult> result() {
        return resultJson().map(home::result);
    }

    @Override
    public Optional<String> resultJson() {
        record();
        return desk.read();
    }

    @Override
    public Optional<ResultClaim> claimResult() {
        record();
        return desk.claim();
    }

    @Override
    public Optional<JobResult> popResult() {
        record();
        return desk.pop().map(home::result);
    }

    @Override
    public CancelOutcome cancel(@Nullable String reason) {
        String why = reason == null ? null : JobEnd.cut(reason);
        if (cancelQueued(why)
                || keeper.move(LiveJob.RUNNING, JobState.CANCELLING, job -> job.cancelReason(why), Patience.NONE)
                        != null) {
            home.ring(keeper.current());
            return CancelOutcome.REQUESTED;
        }
        return keeper.current().state().isTerminal() ? CancelOutcome.ALREADY_TERMINAL : CancelOutcome.REQUESTED;
    }

    /** Its node notices and writes the last events; of a job without a node this one does. */
    private boolean cancelQueued(@Nullable String reason) {
        Instant now = home.now();
        Duration ttl = home.ttl();
        JobRecord last = keeper.move(
                LiveJob.QUEUED,
                JobState.CANCELLED,
                (job, record) -> home.own(
                        job.cancelReason(reason).ended(JobState.CANCELLED, now, Times.after(now, ttl)), record),
                Patience.NONE);
        if (last != null) {
            home.concludeIfOwn(last);
        }
        return last != null;
    }

    @Override
    public CompletionStage<JobSnapshot> completion() {
        CompletableFuture<JobSnapshot> completion = new CompletableFuture<>();
        follow(completion);
        return completion.minimalCompletionStage();
    }

    private void follow(CompletableFuture<JobSnapshot> completion) {
        EventLog followed = log();
        Waker follower = () -> {};
        followed.addWaker(follower);
        followed.whenClosed()
                .thenRunAsync(
                        () -> {
                            followed.removeWaker(follower);
                            complete(completion);
                        },
                        home.blocking());
    }

    /** A log may be closed here though the job goes on, because this node has forgotten it. */
    private void complete(CompletableFuture<JobSnapshot> completion) {
        for (int failures = 0; ; ) {
            try {
                if (record().state().isTerminal()) {
                    completion.complete(snapshot());
                } else {
                    follow(completion);
                }
                return;
            } catch (UnknownJobException e) {
                completion.completeExceptionally(e);
                return;
            } catch (RuntimeException e) {
                try {
                    home.patience().await(e, ++failures);
                } catch (RuntimeException last) {
                    completion.completeExceptionally(last);
                    return;
                }
            }
        }
    }
}
