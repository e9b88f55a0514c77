package org.jobcast.impl.resume;

import org.jobcast.impl.channel.EventLog;
import org.jobcast.job.JobError;
import org.jobcast.resume.StreamState;
import org.jspecify.annotations.Nullable;

/**
 * A stream that another node produces, or that has ended.
 *
 * @param record the record, as it was when the stream was looked up
 * @param log its text
 */
record StoredStream(StreamRecord record, EventLog log) implements StreamView {
    @Override
    public String id() {
        return record.id();
    }

    @Override
    public long generation() {
        return record.generation();
    }

    @Override
    public @Nullable String owner() {
        return record.job().owner();
    }

    @Override
    public StreamState state() {
        return StreamEnd.stateOf(record.job().state());
    }

    @Override
    public @Nullable JobError error() {
        return state() == StreamState.FAILED ? StreamEnd.of(record.job()).error() : null;
    }
}
