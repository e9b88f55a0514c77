package org.jobcast.impl.rest;

import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import org.jobcast.impl.http.SnapshotJson;
import org.jobcast.job.JobPage;

/** Writes a page of jobs. */
@Provider
@Produces(MediaType.APPLICATION_JSON)
public final class JobPageWriter extends JobJsonWriter<JobPage> {
    /** For the JAX-RS implementation. */
    public JobPageWriter() {
        super(JobPage.class);
    }

    @Override
    Object members(JobPage job) {
        return SnapshotJson.of(job);
    }
}
