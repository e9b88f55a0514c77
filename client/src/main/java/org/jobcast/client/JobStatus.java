package org.jobcast.client;

import com.fasterxml.jackson.databind.JsonNode;
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
 * @param failure why it failed, null unless it did
 * @param hasResult whether a result can be read
 * @param cancelReason why it was asked to stop, null if it was not, or nobody said why
 * @param repeatable whether {@link JobcastClient#retry} can run it again once it has ended
 * @param repeats the id of the job that it repeats, null if it repeats none
 * @param json the object that the server sent, with members of later versions; not to be changed
 */
public record JobStatus(
        String id,
        String type,
        JobState state,
        @Nullable String owner,
        Instant created,
        @Nullable Instant started,
        @Nullable Instant ended,
        int attempt,
        @Nullable JobProgress progress,
        @Nullable JobFailure failure,
        boolean hasResult,
        @Nullable String cancelReason,
        boolean repeatable,
        @Nullable String repeats,
        JsonNode json) {}
