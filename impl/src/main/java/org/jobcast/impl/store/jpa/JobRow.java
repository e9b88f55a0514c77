package org.jobcast.impl.store.jpa;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Locale;
import java.util.Objects;
import org.jobcast.impl.store.Micros;
import org.jobcast.impl.store.Texts;
import org.jobcast.job.JobError;
import org.jobcast.job.JobProgress;
import org.jobcast.job.JobState;
import org.jobcast.spi.Assignment;
import org.jobcast.spi.JobRecord;
import org.jspecify.annotations.Nullable;

/** A row of {@code jobcast_job}: a {@link JobRecord}, with what its indexes need. Times are microseconds since 1970. */
@Entity
@Table(name = "jobcast_job")
class JobRow {
    @Id
    @Column(name = "id")
    String id = "";

    @Column(name = "job_type")
    String jobType = "";

    @Column(name = "owner_name")
    @Nullable String ownerName;

    @Column(name = "state")
    String state = "";

    @Column(name = "created")
    long created;

    @Column(name = "started")
    @Nullable Long started;

    @Column(name = "ended")
    @Nullable Long ended;

    @Column(name = "expires")
    @Nullable Long expires;

    @Column(name = "attempt")
    int attempt;

    @Column(name = "progress_current")
    @Nullable Long progressCurrent;

    @Column(name = "progress_total")
    @Nullable Long progressTotal;

    @Column(name = "progress_message")
    @Nullable String progressMessage;

    @Column(name = "progress_rate")
    @Nullable Double progressRate;

    @Column(name = "error_type")
    @Nullable String errorType;

    @Column(name = "error_message")
    @Nullable String errorMessage;

    @Column(name = "cancel_reason")
    @Nullable String cancelReason;

    @Column(name = "result_json")
    @Nullable String resultJson;

    @Column(name = "input_json")
    @Nullable String inputJson;

    @Column(name = "node")
    @Nullable String node;

    @Column(name = "fence")
    long fence;

    @Column(name = "due")
    @Nullable Long due;

    /** When any node may claim the job; null as long as it belongs to one, and when it has ended. */
    @Column(name = "claimable")
    @Nullable Long claimable;

    @Column(name = "last_event")
    long lastEvent;

    @Column(name = "revision")
    long revision;

    /** Id, type and owner in lower case, each on its own line. */
    @Column(name = "search_text")
    String searchText = "";

    /** For the JPA provider. */
    protected JobRow() {}

    JobRow(JobRecord job) {
        id = Texts.encode(job.id());
        take(job);
    }

    final void take(JobRecord job) {
        jobType = Texts.encode(job.type());
        ownerName = Texts.encodeOrNull(job.owner());
        state = job.state().name();
        created = Micros.of(job.created());
        started = Micros.orNull(job.started());
        ended = Micros.orNull(job.ended());
        expires = Micros.orNull(job.expires());
        attempt = job.attempt();
        takeProgress(job.progress());
        takeError(job.error());
        cancelReason = Texts.encodeOrNull(job.cancelReason());
        resultJson = Texts.encodeOrNull(job.result());
        inputJson = Texts.encodeOrNull(job.input());
        node = Texts.encodeOrNull(job.assignment().node());
        fence = job.assignment().fence();
        due = Micros.orNull(job.assignment().due());
        claimable = node == null && !job.state().isTerminal() ? due : null;
        lastEvent = job.lastEvent();
        revision = job.revision();
        searchText = searchText(job);
    }

    private void takeProgress(@Nullable JobProgress progress) {
        progressCurrent = progress == null ? null : progress.current();
        progressTotal = progress == null ? null : progress.total();
        progressMessage = progress == null ? null : Texts.encodeOrNull(progress.message());
        progressRate = progress == null ? null : progress.rate();
    }

    private void takeError(@Nullable JobError error) {
        errorType = error == null ? null : Texts.encode(error.type());
        errorMessage = error == null ? null : Texts.encode(error.message());
    }

    private static String searchText(JobRecord job) {
        String owner = job.owner();
        String text = job.id() + "\n" + job.type() + (owner == null ? "" : "\n" + owner);
        return Texts.encode(text.toLowerCase(Locale.ROOT));
    }

    JobRecord toRecord() {
        return new JobRecord(
                Texts.decode(id),
                Texts.decode(jobType),
                Texts.decodeOrNull(ownerName),
                JobState.valueOf(state),
                Micros.toInstant(created),
                Micros.toInstantOrNull(started),
                Micros.toInstantOrNull(ended),
                Micros.toInstantOrNull(expires),
                attempt,
                progress(),
                errorType == null ? null : new JobError(Texts.decode(errorType), Texts.decode(text(errorMessage))),
                Texts.decodeOrNull(cancelReason),
                Texts.decodeOrNull(resultJson),
                Texts.decodeOrNull(inputJson),
                new Assignment(Texts.decodeOrNull(node), fence, Micros.toInstantOrNull(due)),
                lastEvent,
                revision);
    }

    private @Nullable JobProgress progress() {
        if (progressCurrent == null) {
            return null;
        }
        long total = Objects.requireNonNullElse(progressTotal, 0L);
        double rate = Objects.requireNonNullElse(progressRate, 0.0);
        return new JobProgress(progressCurrent, total, Texts.decodeOrNull(progressMessage), rate);
    }

    private static String text(@Nullable String column) {
        return Objects.requireNonNullElse(column, "");
    }
}
