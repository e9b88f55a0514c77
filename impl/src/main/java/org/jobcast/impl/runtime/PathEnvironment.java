package org.jobcast.impl.runtime;

import java.net.URI;
import java.util.Optional;
import org.jobcast.impl.job.JobEnvironment;

/** Knows the paths of the endpoints and who calls. */
final class PathEnvironment implements JobEnvironment {
    private final String jobs;
    private final Deployment deployment;

    PathEnvironment(Deployment deployment) {
        this.deployment = deployment;
        this.jobs = deployment.contextPath() + deployment.settings().http().basePath() + "/jobs/";
    }

    /** Where the jobs are, with a slash at the end. */
    String jobs() {
        return jobs;
    }

    @Override
    public URI streamUri(String jobId) {
        return URI.create(jobs + jobId + "/stream");
    }

    @Override
    public Optional<String> currentCaller() {
        return deployment.caller().get();
    }
}
