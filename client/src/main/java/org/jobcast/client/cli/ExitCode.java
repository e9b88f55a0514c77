package org.jobcast.client.cli;

import org.jobcast.client.JobState;

/** What the program tells the shell. */
enum ExitCode {
    /** The job succeeded, or what was asked for was done. */
    OK,
    /** The job failed or was lost, or the server answered with an error. */
    FAILED,
    /** The command line is wrong. */
    USAGE,
    /** The server knows no such job, or does not show it. */
    NOT_FOUND,
    /** The job was cancelled. */
    CANCELLED,
    /** No answer from the server. */
    UNREACHABLE,
    /** The job still runs. */
    NOT_FINISHED;

    int code() {
        return ordinal();
    }

    static ExitCode of(JobState state) {
        return switch (state) {
            case SUCCEEDED -> OK;
            case CANCELLED -> CANCELLED;
            case FAILED, LOST -> FAILED;
            case QUEUED, RUNNING, CANCELLING, UNKNOWN -> NOT_FINISHED;
        };
    }
}
