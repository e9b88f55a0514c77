package org.jobcast.security;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a caller wants to do.
 *
 * @param caller who
 * @param action what
 * @param kind to what kind of thing
 * @param id its id or name, null when the action is about all of them
 * @param owner the principal the thing belongs to, null for none
 * @param type the type of a job, null for anything else
 */
public record Access(
        Caller caller,
        Action action,
        Kind kind,
        @Nullable String id,
        @Nullable String owner,
        @Nullable String type) {
    /** What a caller can do. */
    public enum Action {
        /** Follow a stream, read events, logs and state. */
        READ,
        /** Read or pop a result. */
        RESULT,
        /** Ask a job to stop; for the application as a whole, together with {@link #LIST}: clean up ended jobs. */
        CANCEL,
        /** Run an ended job again, for its owner. */
        RETRY,
        /** Send a signal to a job. */
        SIGNAL,
        /** List jobs and count them. */
        LIST,
        /** Publish to a channel over HTTP. */
        PUBLISH,
        /** Open the dashboard. */
        DASHBOARD
    }

    /** What it can be done to. */
    public enum Kind {
        /** A job. */
        JOB,
        /** A channel. */
        CHANNEL,
        /** A resumable stream. */
        STREAM,
        /** The application as a whole. */
        APPLICATION
    }

    /**
     * Checks the parts.
     *
     * @param caller who
     * @param action what
     * @param kind to what kind of thing
     * @param id its id or name, null when the action is about all of them
     * @param owner the principal the thing belongs to, null for none
     * @param type the type of a job, null for anything else
     */
    public Access {
        Objects.requireNonNull(caller, "caller");
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(kind, "kind");
    }
}
