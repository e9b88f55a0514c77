package org.jobcast.impl.store.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.jobcast.impl.store.Texts;
import org.jobcast.job.JobState;

/**
 * The names of keys. All keys of a job, its log among them, are in one bucket, with the indexes of the jobs in it: the names
 * begin with the same hash tag, so that a Cluster has them on one server and a script may touch them together. What is asked
 * of all jobs is asked of every bucket.
 *
 * @param prefix how all keys of the application begin
 * @param buckets how many there are; the same for all nodes, for ever
 */
record Keyspace(String prefix, int buckets) {
    /** Where the layout of a prefix is written down. */
    static String layout(String prefix) {
        return "{" + prefix + "}:layout";
    }

    /** The pattern of all keys below a prefix, which has no letter that means something in it. */
    static List<String> patterns(String prefix) {
        return List.of("{" + prefix + ":*", "{" + prefix + "}:*");
    }

    /** Where a round of renewals is written down. */
    static String renewed(String prefix, Duration ttl) {
        return "{" + prefix + "}:renewed:" + ttl.toMillis();
    }

    /** Whether a key goes by itself when its time has come, as its purpose is to go. */
    static boolean isPassing(String key) {
        int name = key.indexOf("}:") + 2;
        return key.startsWith("renewed:", name) || key.startsWith("once:", name);
    }

    String leases() {
        return "{" + prefix + "}:nodes";
    }

    String channel(String topic) {
        return prefix + ":" + Texts.encode(topic);
    }

    /** A channel of no topic. */
    String signOfLife() {
        return channel("");
    }

    Bucket of(String name) {
        CRC32 sum = new CRC32();
        sum.update(Texts.encode(name).getBytes(StandardCharsets.UTF_8));
        return bucket((int) (sum.getValue() % buckets));
    }

    Bucket bucket(int number) {
        return new Bucket("{" + prefix + ":" + number + "}:");
    }

    List<Bucket> all() {
        return IntStream.range(0, buckets).mapToObj(this::bucket).toList();
    }

    /**
     * The keys of a bucket. Indexes are sorted sets of job ids.
     *
     * @param tag how they begin
     */
    record Bucket(String tag) {
        String job(String id) {
            return tag + "job:" + Texts.encode(id);
        }

        String steps(String id) {
            return tag + "steps:" + Texts.encode(id);
        }

        String signals(String id) {
            return tag + "signals:" + Texts.encode(id);
        }

        String log(String channel) {
            return tag + "log:" + Texts.encode(channel);
        }

        String events(String channel) {
            return tag + "events:" + Texts.encode(channel);
        }

        /** What remembers for a while that a request was done. */
        String once(String token) {
            return tag + "once:" + token;
        }

        /** Id, type and owner of each job in lower case, a hash. */
        String texts() {
            return tag + "texts";
        }

        /** The nodes that own jobs, a set; a node may be in it that owns none any more. */
        String owners() {
            return tag + "owners";
        }

        /** All jobs, the newest first. */
        String jobs() {
            return tag + "jobs";
        }

        String state(JobState state) {
            return tag + "state:" + state;
        }

        String type(String type) {
            return tag + "type:" + Texts.encode(type);
        }

        String owner(String owner) {
            return tag + "owner:" + Texts.encode(owner);
        }

        String expires() {
            return tag + "expires";
        }

        String ended() {
            return tag + "ended";
        }

        /** Jobs of nobody, by when they may be claimed. */
        String due() {
            return tag + "due";
        }

        /** The jobs of a node, the oldest first. */
        String node(String node) {
            return tag + "node:" + Texts.encode(node);
        }

        /** The jobs of a node that were asked to stop or have ended. */
        String stopping(String node) {
            return tag + "stopping:" + Texts.encode(node);
        }
    }
}
