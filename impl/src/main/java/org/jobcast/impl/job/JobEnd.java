package org.jobcast.impl.job;

import java.time.Duration;
import java.util.Objects;
import org.jobcast.job.JobError;
import org.jobcast.job.JobState;
import org.jobcast.spi.JobRecord;
import org.jspecify.annotations.Nullable;

/**
 * How a job ends.
 *
 * @param state the terminal state
 * @param error why it failed, null unless it did
 * @param result its result as JSON text, null if it has none
 * @param message what a cancelled or lost job tells its clients, null for the others
 */
record JobEnd(
        JobState state,
        @Nullable JobError error,
        @Nullable String result,
        @Nullable String message) {
    /** Longer texts of exceptions and callers are cut: they are kept with the job and sent to every client. */
    static final int MAX_TEXT = 2000;

    /** What the clients of a lost job are told. */
    static final String NODE_DIED = "the node that ran the job is gone, and the job cannot be run again";

    private static final JobError UNKNOWN = new JobError("Unknown", "");

    static JobEnd succeeded(@Nullable String result) {
        return new JobEnd(JobState.SUCCEEDED, null, result, null);
    }

    static JobEnd failed(JobError error) {
        return new JobEnd(JobState.FAILED, new JobError(cut(error.type()), cut(error.message())), null, null);
    }

    static JobEnd failed(Throwable cause) {
        return failed(describe(cause));
    }

    static JobEnd timedOut(Duration timeout) {
        return failed(new JobError("Timeout", "not done within " + timeout));
    }

    static JobEnd cancelled() {
        return new JobEnd(JobState.CANCELLED, null, null, "the job was cancelled");
    }

    static JobEnd lost(String why) {
        return new JobEnd(JobState.LOST, null, null, why);
    }

    /** How a job ended whose record says so already. */
    static JobEnd of(JobRecord job) {
        return switch (job.state()) {
            case SUCCEEDED -> succeeded(job.result());
            case CANCELLED -> cancelled();
            case FAILED -> failed(Objects.requireNonNullElse(job.error(), UNKNOWN));
            case LOST -> lost(NODE_DIED);
            case QUEUED, RUNNING, CANCELLING ->
                throw new IllegalArgumentException("job " + job.id() + " has not ended, it is " + job.state());
        };
    }

    /** Describes an exception whose own methods may fail. */
    static JobError describe(Throwable cause) {
        try {
            JobError error = JobError.of(cause);
            return new JobError(cut(error.type()), cut(error.message()));
        } catch (RuntimeException e) {
            return new JobError(cause.getClass().getName(), "");
        }
    }

    static String cut(String text) {
        if (text.length() <= MAX_TEXT) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MAX_TEXT - 1)) ? MAX_TEXT - 1 : MAX_TEXT;
        return text.substring(0, end) + "…";
    }
}
