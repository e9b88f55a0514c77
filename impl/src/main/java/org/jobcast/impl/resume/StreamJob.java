package org.jobcast.impl.resume;

import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jobcast.channel.SlowClientPolicy;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.Waker;
import org.jobcast.impl.job.JobView;
import org.jobcast.impl.job.ResultClaim;
import org.jobcast.job.CancelOutcome;
import org.jobcast.job.JobResult;
import org.jobcast.job.JobSnapshot;
import org.jobcast.job.JobState;
import org.jobcast.spi.JobRecord;
import org.jspecify.annotations.Nullable;

/** A stream as a job: who lists jobs sees it, can follow and cancel it like any other. It has no result. */
final class StreamJob implements JobView {
    private final JobRecord seen;
    private final StreamView view;
    private final StoredBackend backend;
    private final URI uri;

    StreamJob(JobRecord seen, StreamView view, StoredBackend backend, URI uri) {
        this.seen = seen;
        this.view = view;
        this.backend = backend;
        this.uri = uri;
    }

    private JobRecord record() {
        return backend.job(view.id()).orElse(seen);
    }

    @Override
    public String id() {
        return seen.id();
    }

    @Override
    public String type() {
        return seen.type();
    }

    @Override
    public @Nullable String owner() {
        return seen.owner();
    }

    @Override
    public SlowClientPolicy slowClients() {
        return SlowClientPolicy.DISCONNECT;
    }

    @Override
    public EventLog log() {
        return view.log();
    }

    @Override
    public JobState state() {
        return record().state();
    }

    @Override
    public boolean hasEnded() {
        return view.log().isClosed();
    }

    @Override
    public JobSnapshot snapshot() {
        JobRecord now = record();
        return new JobSnapshot(
                now.id(),
                now.type(),
                now.state(),
                now.owner(),
                now.created(),
                now.started(),
                now.ended(),
                now.attempt(),
                null,
                now.error(),
                log().last(),
                false,
                now.cancelReason(),
                uri,
                false,
                null);
    }

    @Override
    public URI streamUri() {
        return uri;
    }

    /** Nobody waits for signals to a text. */
    @Override
    public void signalled() {}

    @Override
    public CancelOutcome cancel(@Nullable String reason) {
        return backend.cancel(view.id());
    }

    @Override
    public Optional<JobResult> result() {
        return Optional.empty();
    }

    @Override
    public Optional<String> resultJson() {
        return Optional.empty();
    }

    @Override
    public Optional<ResultClaim> claimResult() {
        return Optional.empty();
    }

    @Override
    public Optional<JobResult> popResult() {
        return Optional.empty();
    }

    @Override
    public CompletionStage<JobSnapshot> completion() {
        Waker follower = () -> {};
        log().addWaker(follower);
        return log().whenClosed().thenApply(nothing -> {
            log().removeWaker(follower);
            return snapshot();
        });
    }
}
