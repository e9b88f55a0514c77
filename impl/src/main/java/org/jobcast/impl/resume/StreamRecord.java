package org.jobcast.impl.resume;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jobcast.impl.job.JobGuest;
import org.jobcast.job.JobState;
import org.jobcast.spi.Assignment;
import org.jobcast.spi.JobRecord;

/**
 * A stream in the store: a record like that of a job, so that nodes that die, owners and expiry are the same for both. Its
 * {@code attempt} is the generation. Each generation has a log of its own under a name that no other log ever had: what a
 * producer of an earlier one still writes can never be mixed with a later one. The names of this generation's log and of a few
 * before are in {@code input}: their readers have to come to the end.
 */
record StreamRecord(JobRecord job) {
    /** Begins the ids of records that are streams. */
    static final String PREFIX = JobGuest.PREFIX;

    static final String TYPE = "stream";

    /** How many generations before this one keep their logs. */
    private static final int KEPT = 8;

    private static final Set<JobState> LIVE = Set.of(JobState.QUEUED, JobState.RUNNING, JobState.CANCELLING);
    private static final SecureRandom RANDOM = new SecureRandom();

    static String key(String id) {
        return PREFIX + id;
    }

    static String id(String key) {
        return key.substring(PREFIX.length());
    }

    static String newToken() {
        return Long.toUnsignedString(RANDOM.nextLong(), Character.MAX_RADIX);
    }

    /** One that no stream of the same id has had that was removed: who still holds its record must not remove this one. */
    private static long newRevision() {
        return RANDOM.nextLong(1, 1L << 52);
    }

    static String logName(String id, String token) {
        return "stream " + id + " " + token;
    }

    static StreamRecord first(Backend.Wanted wanted, String token, Instant now, Assignment assignment) {
        return new StreamRecord(new JobRecord(
                key(wanted.id()),
                TYPE,
                wanted.owner(),
                JobState.RUNNING,
                now,
                now,
                null,
                null,
                1,
                null,
                null,
                null,
                null,
                json(List.of(token)),
                assignment,
                0,
                newRevision()));
    }

    /** The next generation in place of this one. */
    StreamRecord next(Backend.Wanted wanted, String token, Instant now, Assignment assignment) {
        List<String> tokens = new ArrayList<>(List.of(token));
        tokens.addAll(tokens());
        if (tokens.size() > KEPT + 1) {
            tokens = tokens.subList(0, KEPT + 1);
        }
        return new StreamRecord(new JobRecord(
                job.id(),
                TYPE,
                wanted.owner(),
                JobState.RUNNING,
                job.created(),
                now,
                null,
                null,
                job.attempt() + 1,
                null,
                null,
                null,
                null,
                json(tokens),
                assignment,
                0,
                job.revision() + 1));
    }

    /** JSON text, as the field demands. */
    private static String json(List<String> tokens) {
        return "[\"" + String.join("\",\"", tokens) + "\"]";
    }

    private List<String> tokens() {
        String input = job.input();
        return input == null
                ? List.of("")
                : List.of(input.replaceAll("[\\[\"\\]]", "").split(","));
    }

    String token() {
        return tokens().get(0);
    }

    String id() {
        return id(job.id());
    }

    long generation() {
        return job.attempt();
    }

    String logName() {
        return logName(id(), token());
    }

    /** The logs of this generation and of those before that are kept. */
    List<String> logNames() {
        return tokens().stream().map(token -> logName(id(), token)).toList();
    }

    /** The logs of generations before this one that are kept. */
    List<String> logNamesBefore() {
        List<String> names = logNames();
        return names.subList(1, names.size());
    }

    /** The log that the next generation gives up, if there is one. */
    Optional<String> oldestLogName() {
        List<String> names = logNames();
        return names.size() > KEPT ? Optional.of(names.get(KEPT)) : Optional.empty();
    }

    boolean isLive() {
        return LIVE.contains(job.state());
    }

    /** Whether it has ended and somebody has still to do with it: its last event is being written, or it is being removed. */
    boolean isSettling() {
        return !isLive() && job.assignment().node() != null;
    }

    boolean isGenerationOf(StreamRecord other) {
        return token().equals(other.token());
    }

    /** Ends it, for good: it is nobody's once its readers know. */
    JobRecord ended(StreamEnd end, Instant now, Instant expires, long lastEvent) {
        return job.change()
                .ended(end.state(), now, expires)
                .error(end.error())
                .progress(null, lastEvent)
                .build();
    }
}
