package org.jobcast.impl.resume;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jobcast.impl.job.JobGuest;
import org.jobcast.job.JobState;
import org.jobcast.spi.Assignment;
import org.jobcast.spi.JobRecord;
import org.jspecify.annotations.Nullable;

/**
 * A stream in the store: a record like that of a job, so that nodes that die, owners and expiry are the same for both. Its
 * {@code attempt} is the generation. Each generation has a log of its own under a name that no other log ever had: what a
 * producer of an earlier one still writes can never be mixed with a later one. The names of this generation's log and of the
 * one before are in {@code input}.
 */
record StreamRecord(JobRecord job) {
    /** Begins the ids of records that are streams. */
    static final String PREFIX = JobGuest.PREFIX;

    static final String TYPE = "stream";

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
                tokens(token, null),
                assignment,
                0,
                1));
    }

    /** The next generation in place of this one. */
    StreamRecord next(Backend.Wanted wanted, String token, Instant now, Assignment assignment) {
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
                tokens(token, token()),
                assignment,
                0,
                job.revision() + 1));
    }

    /** JSON text, as the field demands. */
    private static String tokens(String token, @Nullable String before) {
        return before == null ? "[\"" + token + "\"]" : "[\"" + token + "\",\"" + before + "\"]";
    }

    private String[] tokens() {
        String input = job.input();
        return input == null
                ? new String[] {""}
                : input.replaceAll("[\\[\"\\]]", "").split(",");
    }

    String token() {
        return tokens()[0];
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

    /** The log of the generation before, as long as it may be kept. */
    Optional<String> logNameBefore() {
        String[] tokens = tokens();
        return tokens.length < 2 ? Optional.empty() : Optional.of(logName(id(), tokens[1]));
    }

    boolean isLive() {
        return LIVE.contains(job.state());
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
