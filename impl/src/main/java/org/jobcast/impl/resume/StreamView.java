package org.jobcast.impl.resume;

import org.jobcast.impl.channel.EventLog;
import org.jobcast.job.JobError;
import org.jobcast.resume.StreamState;
import org.jspecify.annotations.Nullable;

/** A stream as its readers on this node see it, wherever it is produced. Thread-safe. */
public interface StreamView {
    /**
     * The id.
     *
     * @return the id
     */
    String id();

    /**
     * Which stream of that id it is.
     *
     * @return from 1
     */
    long generation();

    /**
     * The principal it belongs to.
     *
     * @return the principal's name, null for nobody
     */
    @Nullable String owner();

    /**
     * How far it was when it was looked up, or is if it is produced here.
     *
     * @return the state, never {@code NONE}
     */
    StreamState state();

    /**
     * Why it has failed.
     *
     * @return the error, null unless it has
     */
    @Nullable JobError error();

    /**
     * Its text.
     *
     * @return the log, closed behind its end
     */
    EventLog log();
}
