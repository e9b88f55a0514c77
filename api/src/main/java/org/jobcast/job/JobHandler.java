package org.jobcast.job;

import org.jspecify.annotations.Nullable;

/**
 * The work of a type of jobs that can be run again: after a restart, or on another node when the one that ran it is dead. It is
 * known by the name of its type, and all that one job works on comes in as its input.
 *
 * <p>Register it with {@link JobRegistry#register}, or make it a CDI bean with {@link JobType}. One handler serves all jobs of
 * its type, at the same time; it must be thread-safe.
 *
 * @param <I> what a job works on: a class that becomes JSON and comes back from it
 */
@FunctionalInterface
public interface JobHandler<I> {
    /**
     * Does the work of one job. It may run more than once: what must not happen twice belongs into {@link
     * JobContext#runStepOnce}, or behind a {@link JobContext#checkpoint}.
     *
     * @param input what the job was started with, null if it was started with null
     * @param context the way to report, and to see that the job was asked to stop
     * @return the result, any value that becomes JSON, or null
     * @throws Exception what makes the attempt fail
     */
    @Nullable Object run(I input, JobContext context) throws Exception;
}
