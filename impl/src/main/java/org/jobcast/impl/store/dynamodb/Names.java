package org.jobcast.impl.store.dynamodb;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import org.jobcast.impl.store.Micros;
import org.jobcast.impl.store.Texts;

/**
 * The names of items, attributes and indexes. The record of a job is in the partition that the engine's log of the job is in,
 * so that all of a job lies together; nothing depends on it, for the sort keys of the two never meet.
 */
final class Names {
    static final String PK = "pk";
    static final String SK = "sk";

    /** When DynamoDB may remove the item, in seconds since 1970. */
    static final String TTL = "ttl";

    /** Which job or log of that name an item belongs to: a deleted one leaves nothing to its successor. */
    static final String GENERATION = "gen";

    /** Who wrote last: an answer that was lost is recognised when the write is repeated. */
    static final String TOKEN = "token";

    static final String STATE = "state";
    static final String OF_TYPE = "ofType";
    static final String OF_OWNER = "ofOwner";
    static final String NEWEST = "newest";
    static final String SEARCH = "search";
    static final String OVER = "over";
    static final String EXPIRES_AT = "expiresAt";
    static final String ENDED_AT = "endedAt";
    static final String WORK = "work";
    static final String WORK_AT = "workAt";

    static final String JOB = "JOB";
    static final String OF_JOB = "JOB#";
    static final String JOB_PARTS = "JOB#PART#";
    static final String SIGNALS = "JOB#SIGNALS";
    static final String HEAD = "HEAD";
    static final String OF_LOG = "LOG#";
    static final String LOG_PARTS = "LOG#PART#";

    static final Key LAYOUT = new Key("jobcast", "LAYOUT");

    /** The partition of the nodes. */
    static final String NODES = "jobcast nodes";

    private static final String JOB_PARTITION = "job ";

    /** A sort key may have 1,024 bytes, a partition key of an index 2,048. */
    private static final int LONGEST = 900;

    private Names() {}

    static Key job(String id) {
        return new Key(JOB_PARTITION + Texts.encode(id), JOB);
    }

    static String jobId(String pk) {
        return Texts.decode(pk.substring(JOB_PARTITION.length()));
    }

    static Key step(Key job, String name) {
        return new Key(job.pk(), "JOB#STEP#" + cut(Texts.encode(name)));
    }

    static Key signals(Key job) {
        return new Key(job.pk(), SIGNALS);
    }

    static Key signal(Key job, long number) {
        return new Key(job.pk(), numbered("JOB#SIGNAL#", number));
    }

    static Key head(String channel) {
        return new Key(Texts.encode(channel), HEAD);
    }

    static Key segment(Key head, long first) {
        return new Key(head.pk(), numbered(OF_LOG, first));
    }

    static Key node(String id) {
        return new Key(NODES, cut(Texts.encode(id)));
    }

    static String numbered(String prefix, long number) {
        return String.format(Locale.ROOT, "%s%012d", prefix, number);
    }

    /** A partition of an index; never empty, never too long. */
    static String indexed(String kind, String value) {
        return kind + cut(Texts.encode(value));
    }

    /** Sorts as the times do, jobs of the same time by id. */
    static String ascending(Instant time, String id) {
        return ascending(time) + "#" + cut(Texts.encode(id));
    }

    /** Sorts the latest time first, jobs of the same time by id. */
    static String descending(Instant time, String id) {
        return unsigned(~Micros.of(time) ^ Long.MIN_VALUE) + "#" + cut(Texts.encode(id));
    }

    /** Behind all that are of that time, before all that are later. */
    static String upTo(Instant time) {
        return ascending(time) + "$";
    }

    private static String ascending(Instant time) {
        return unsigned(Micros.of(time) ^ Long.MIN_VALUE);
    }

    private static String unsigned(long number) {
        String digits = Long.toUnsignedString(number);
        return "0".repeat(20 - digits.length()) + digits;
    }

    private static String cut(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= LONGEST) {
            return text;
        }
        try {
            return "sha-256 "
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
