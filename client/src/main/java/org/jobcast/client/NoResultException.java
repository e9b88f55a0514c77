package org.jobcast.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The job has ended without a result: it failed, was cancelled or lost. It will never have one. */
public final class NoResultException extends JobcastClientException {
    private static final long serialVersionUID = 1L;

    private final String id;
    private final JobState state;
    private final transient @Nullable JobFailure failure;

    NoResultException(String id, JobState state, @Nullable JobFailure failure) {
        super("Job " + id + " has no result: it is " + state.label()
                + (failure == null ? "." : ", " + failure.type() + ": " + failure.message()));
        this.id = id;
        this.state = state;
        this.failure = failure;
    }

    /**
     * The job.
     *
     * @return its id
     */
    public String id() {
        return id;
    }

    /**
     * How it ended.
     *
     * @return a terminal state
     */
    public JobState state() {
        return state;
    }

    /**
     * Why it failed.
     *
     * @return the failure, if the server told it
     */
    public Optional<JobFailure> failure() {
        return Optional.ofNullable(failure);
    }
}
