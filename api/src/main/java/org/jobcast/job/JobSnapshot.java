package org.jobcast.job;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job at one moment.
 *
 * @param id the job's id
 * @param type the job's type
 * @param state its state
 * @param owner the name of the principal it belongs to, null for an anonymous job
 * @param created when it was submitted
 * @param started when its first attempt began, null while it is queued
 * @param ended when it reached its terminal state, null before
 * @param attempt the number of the attempt, from 1, 0 while it is queued
 * @param progress how far it is, null if it never said
 * @param error why it failed, null unless it did
 * @param lastEvent the sequence number of its newest event
 * @param hasResult whether a result can be read
 * @param cancelReason why it was asked to stop, null if it was not, or nobody said why
 * @param stream where its events can be followed
 * @param repeatable whether {@link JobRegistry#repeat} can run it again once it has ended
 * @param repeats the id of the job that it repeats, null if it repeats none
 */
public record JobSnapshot(
        String id,
        String type,
        JobState state,
        @Nullable String owner,
        Instant created,
        @Nullable Instant started,
        @Nullable Instant ended,
        int attempt,
        @Nullable JobProgress progress,
        @Nullable JobError error,
        long lastEvent,
        boolean hasResult,
        @Nullable String cancelReason,
        URI stream,
        boolean repeatable,
        @Nullable String repeats) {}
