package org.jobcast.impl.rest;

import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import org.jobcast.impl.http.SnapshotJson;
import org.jobcast.job.JobSnapshot;

/** Writes a job. */
@Provider
@Produces(MediaType.APPLICATION_JSON)
public final class JobSnapshotWriter extends JobJsonWriter<JobSnapshot> {
    /** For the JAX-RS implementation. */
    public JobSnapshotWriter() {
        super(JobSnapshot.class);
    }

    @Override
    Object members(JobSnapshot job) {
        return SnapshotJson.of(job);
    }
}
