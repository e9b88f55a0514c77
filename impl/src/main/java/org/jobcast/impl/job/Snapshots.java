package org.jobcast.impl.job;

import java.net.URI;
import org.jobcast.job.JobProgress;
import org.jobcast.job.JobSnapshot;
import org.jobcast.job.JobState;
import org.jobcast.spi.JobRecord;
import org.jspecify.annotations.Nullable;

/** Makes snapshots of records. */
final class Snapshots {
    private Snapshots() {}

    static JobSnapshot of(
            JobRecord job, @Nullable JobProgress progress, long lastEvent, URI stream, Repetition repetition) {
        return new JobSnapshot(
                job.id(),
                job.type(),
                job.state(),
                job.owner(),
                job.created(),
                job.started(),
                job.ended(),
                job.attempt(),
                progress,
                job.error(),
                lastEvent,
                job.state() == JobState.SUCCEEDED && job.result() != null,
                job.cancelReason(),
                stream,
                repetition.isRepeatable(),
                repetition.repeats());
    }
}
