package org.jobcast.impl.config;

import static org.jobcast.impl.config.ValueTypes.bool;
import static org.jobcast.impl.config.ValueTypes.duration;
import static org.jobcast.impl.config.ValueTypes.durationOrZero;
import static org.jobcast.impl.config.ValueTypes.integer;
import static org.jobcast.impl.config.ValueTypes.list;
import static org.jobcast.impl.config.ValueTypes.oneOf;
import static org.jobcast.impl.config.ValueTypes.size;
import static org.jobcast.impl.config.ValueTypes.sizeOrZero;
import static org.jobcast.impl.config.ValueTypes.text;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jobcast.channel.SlowClientPolicy;

/** Every setting there is, in the order of the documentation, which is generated from here. */
final class Keys {
    private static final List<Key<?>> REGISTERED = new ArrayList<>();
    private static final List<Key<?>> OF_STORES = new ArrayList<>();
    private static final int MANY = 10_000_000;

    static final Key<String> STORE = key(
            "store",
            text("the name of a store", "memory", "[a-z][a-z0-9-]*"),
            "memory",
            "Where events and job state live. The store's library must be on the class path.");
    static final Key<Duration> STORE_LINGER = key(
            "store.linger",
            duration("0", "1s"),
            "5ms",
            "How long an event waits for others to be stored with; clients see it afterwards. Not for the store memory.");
    static final Key<Long> STORE_BUFFER = key(
            "store.buffer",
            size("64KiB", "1GiB"),
            "4MiB",
            "The bytes of one job's events that may wait for the store; then the job waits. All jobs together: 16 times that.");
    static final Key<Long> STORE_HISTORY_SIZE = key(
            "store.history-size",
            size("1MiB", "1024GiB"),
            "1GiB",
            "The bytes of one job's events that the store keeps; the oldest go. Not for the store memory.");
    static final Key<Duration> NODE_LEASE = key(
            "node.lease",
            duration("1s", "10m"),
            "15s",
            "A node that gives the store no sign of life for so long is dead, and others take over its jobs.");
    static final Key<String> JPA_DATA_SOURCE = storeOption(
            "jpa.data-source",
            text("a JNDI name", "java:comp/DefaultDataSource", "(java:)?[\\w./$-]*"),
            "",
            "The data source of the store jpa; transactions on it are jobcast's own, never the caller's.");
    static final Key<String> JPA_URL = storeOption(
            "jpa.url",
            text("a JDBC URL", "jdbc:postgresql://localhost/jobcast", "(jdbc:\\p{Print}+)?"),
            "",
            "The database of the store jpa where there is no data source; without both an H2 file below the user's home"
                    + " directory, if H2 is on the class path.");
    static final Key<String> JPA_USER =
            storeOption("jpa.user", text("a name", "jobcast", "\\P{Cntrl}*"), "", "Who logs in at jpa.url.");
    static final Key<String> JPA_PASSWORD =
            storeOption("jpa.password", text("text", "secret", "\\P{Cntrl}*"), "", "The password of jpa.user.");
    static final Key<Integer> JPA_CONNECTIONS = storeOption(
            "jpa.connections",
            integer(1, 1_000),
            "8",
            "Connections that the store jpa uses at most, one for each transaction.");
    static final Key<String> JPA_SCHEMA = storeOption(
            "jpa.schema",
            text("one of create, validate, none", "validate", "create|validate|none"),
            "create",
            "Whether missing tables are created at the start, only looked for, or not even that. A schema of a newer version"
                    + " is refused in the first two cases.");
    static final Key<String> JPA_PROVIDER = storeOption(
            "jpa.provider",
            text("a class name", "org.hibernate.jpa.HibernatePersistenceProvider", "[\\p{Alnum}_$.]*"),
            "",
            "The JPA provider, if there are several; else the first one found.");
    static final Key<Boolean> JPA_NOTIFY = storeOption(
            "jpa.notify",
            bool(),
            "false",
            "Whether nodes ring each other by NOTIFY of PostgreSQL, so that what one does is seen by the others at once and not"
                    + " when they ask next. Takes two more connections of each node.");

    static final Key<String> REDIS_URL = storeOption(
            "redis.url",
            text("a URL of Redis", "redis://localhost:6379/0", "rediss?(-sentinel)?://\\p{Graph}+"),
            "redis://localhost",
            "The server of the store redis, servers of a Redis Cluster between commas, or Sentinels:"
                    + " redis-sentinel://host1,host2/0#name. rediss and rediss-sentinel use TLS.");
    static final Key<String> REDIS_USER =
            storeOption("redis.user", text("a name", "jobcast", "\\P{Cntrl}*"), "", "Who logs in with redis.password.");
    static final Key<String> REDIS_PASSWORD = storeOption(
            "redis.password",
            text("text", "secret", "\\P{Cntrl}*"),
            "",
            "The password for Redis, in place of one in redis.url.");
    static final Key<String> REDIS_SENTINEL_PASSWORD = storeOption(
            "redis.sentinel-password",
            text("text", "secret", "\\P{Cntrl}*"),
            "",
            "The password of the Sentinels themselves.");
    static final Key<String> REDIS_TLS_AUTHORITIES = storeOption(
            "redis.tls-authorities",
            text("the path of a PEM file", "/etc/ssl/redis-ca.pem", "\\P{Cntrl}*"),
            "",
            "Certificates that are trusted instead of the JVM's own when redis.url asks for TLS.");
    static final Key<String> REDIS_PREFIX = storeOption(
            "redis.prefix",
            text("letters, digits, dots and dashes", "shop", "[\\w.-]+"),
            "jobcast",
            "How all keys in Redis begin; applications that share a Redis need one each.");
    static final Key<Duration> REDIS_TIMEOUT = storeOption(
            "redis.timeout",
            duration("100ms", "1m"),
            "5s",
            "How long a call to Redis may take, new attempts after a lost connection included.");
    static final Key<Integer> REDIS_REPLICAS = storeOption(
            "redis.replicas",
            integer(0, 100),
            "0",
            "How many replicas must have a change before it counts, so that a failover loses nothing that was acknowledged."
                    + " Not for a Redis Cluster, which may lose the last writes in a failover.");
    static final Key<Duration> REDIS_TTL = storeOption(
            "redis.ttl",
            durationOrZero("1h", "3650d"),
            "30d",
            "Keys that no node has renewed for so long go, so that an application that is gone for good leaves nothing"
                    + " behind; nodes renew all of them while they live. 0 keeps them for ever.");

    static final Key<String> DYNAMODB_TABLE = storeOption(
            "dynamodb.table",
            text("3 to 255 letters, digits, dots and dashes", "jobcast", "[\\w.-]{3,255}"),
            "jobcast",
            "The table of the store dynamodb; applications need one each.");
    static final Key<String> DYNAMODB_REGION = storeOption(
            "dynamodb.region",
            text("a region of AWS", "eu-central-1", "[a-z0-9-]*"),
            "",
            "The region of the table; if empty, that of the environment, as the AWS SDK finds it.");
    static final Key<String> DYNAMODB_ENDPOINT = storeOption(
            "dynamodb.endpoint",
            text("a URL", "http://localhost:8000", "(https?://\\p{Graph}+)?"),
            "",
            "Where DynamoDB is, if not at the endpoint of the region: DynamoDB Local, or an endpoint of a VPC.");
    static final Key<String> DYNAMODB_ACCESS_KEY = storeOption(
            "dynamodb.access-key",
            text("text", "AKIA", "\\P{Cntrl}*"),
            "",
            "Whom requests are signed for; if empty, whom the AWS SDK finds in the environment.");
    static final Key<String> DYNAMODB_SECRET_KEY = storeOption(
            "dynamodb.secret-key", text("text", "secret", "\\P{Cntrl}*"), "", "The secret of dynamodb.access-key.");
    static final Key<String> DYNAMODB_SCHEMA = storeOption(
            "dynamodb.schema",
            text("one of create, validate, none", "validate", "create|validate|none"),
            "create",
            "Whether a missing table is created at the start, only looked for, or not even that. A table that is not as it"
                    + " should be, or of a newer version, is refused in the first two cases.");
    static final Key<Integer> DYNAMODB_TTL_DAYS = storeOption(
            "dynamodb.ttl-days",
            integer(0, 3650),
            "7",
            "Events are kept for at least so many days after they were written, then DynamoDB removes them when it comes to"
                    + " it, whatever becomes of their job; 0 keeps them as long as the job.");
    static final Key<Duration> DYNAMODB_TIMEOUT = storeOption(
            "dynamodb.timeout",
            duration("100ms", "1m"),
            "10s",
            "How long a request to DynamoDB may take, new attempts included.");
    static final Key<Integer> DYNAMODB_CONNECTIONS = storeOption(
            "dynamodb.connections",
            integer(1, 1_000),
            "16",
            "Requests to DynamoDB that a node has under way at most, each on a thread of its own.");

    static final Key<String> HTTP_BASE_PATH = key(
            "http.base-path",
            text("a path that begins but does not end with a slash", "/jobcast", "(/[A-Za-z0-9._~-]+)+"),
            "/jobcast",
            "Where the endpoints live below the context path.");
    static final Key<List<String>> HTTP_ALLOWED_ORIGINS = key(
            "http.allowed-origins",
            list(
                    "origins",
                    "https://app.example.com",
                    "https?://[a-z0-9.-]+(:\\d{1,5})?|https?://\\[[0-9a-f:]+](:\\d{1,5})?"),
            "",
            "Origins of other sites whose pages may call the endpoints.");
    static final Key<Long> HTTP_MAX_BODY =
            key("http.max-body", size("1KiB", "16MiB"), "64KiB", "The largest request body; a larger one gets 413.");

    static final Key<UiMode> UI = key(
            "ui",
            oneOf(UiMode.class),
            "on",
            "Whether the dashboard is served under /ui/: read-only leaves out its buttons, off hides it. Who may open it is"
                    + " said by access.dashboard-roles.");

    static final Key<Duration> STREAM_KEEP_ALIVE = key(
            "stream.keep-alive",
            duration("0", "1h"),
            "15s",
            "A comment is sent to a client after this much silence, which also finds dead clients; 0 turns it off.");
    static final Key<Duration> STREAM_RETRY = key(
            "stream.retry",
            duration("0", "1h"),
            "3s",
            "How long clients wait before they connect again; a random part is added so that they do not come"
                    + " together.");
    static final Key<Duration> STREAM_MAX_STALL = key(
            "stream.max-stall",
            duration("1s", "1h"),
            "30s",
            "A client that takes no bytes for so long is disconnected.");
    static final Key<Long> STREAM_WRITE_LIMIT = key(
            "stream.write-limit",
            sizeOrZero("1KiB", "1MiB"),
            "0",
            "The most bytes in one write to a client; 0 chooses by server.");
    static final Key<Boolean> STREAM_CONNECTION_CLOSE = key(
            "stream.connection-close",
            bool(),
            "true",
            "Whether a stream over HTTP/1.1 ends with its connection (Connection: close). Without chunks it costs less CPU;"
                    + " false keeps the connection for other requests afterwards.");

    static final Key<Integer> PUMP_THREADS =
            key("pump.threads", integer(0, 256), "0", "Threads that write to clients; 0 is one per core, at most 4.");

    static final Key<Integer> LIMITS_CONNECTIONS =
            key("limits.connections", integer(1, MANY), "16384", "Open streams in total; one more gets 503.");
    static final Key<Integer> LIMITS_CONNECTIONS_PER_PRINCIPAL = key(
            "limits.connections-per-principal",
            integer(0, MANY),
            "100",
            "Open streams of one logged-in user; one more gets 429; 0 is no limit.");
    static final Key<Integer> LIMITS_CONNECTIONS_PER_ADDRESS = key(
            "limits.connections-per-address",
            integer(0, MANY),
            "0",
            "Open streams of one client address; one more gets 429; 0 is no limit. Behind a proxy all clients may have"
                    + " one address.");
    static final Key<Long> LIMITS_EVENT_SIZE =
            key("limits.event-size", size("1KiB", "64MiB"), "1MiB", "The largest event; a larger one is refused.");
    static final Key<Long> LIMITS_HISTORY_TOTAL = key(
            "limits.history-total",
            sizeOrZero("1MiB", "1024GiB"),
            "0",
            "The bytes of all histories together; 0 is a quarter of the heap.");
    static final Key<Integer> LIMITS_MULTIPLEX =
            key("limits.multiplex", integer(1, 60), "32", "Jobs and channels that one connection may follow.");
    static final Key<Duration> LIMITS_WAIT =
            key("limits.wait", duration("0", "10m"), "60s", "The longest wait of a long-poll request.");

    static final Key<Integer> CHANNEL_MAX =
            key("channel.max", integer(1, MANY), "10000", "Open channels; opening one more is refused.");
    static final Key<Integer> CHANNEL_HISTORY_EVENTS =
            key("channel.history-events", integer(1, MANY), "10000", "Events kept per channel for replay.");
    static final Key<Long> CHANNEL_HISTORY_SIZE =
            key("channel.history-size", size("1KiB", "64GiB"), "16MiB", "Bytes kept per channel for replay.");
    static final Key<Duration> CHANNEL_ENDED_TTL =
            key("channel.ended-ttl", duration("0", "30d"), "5m", "How long an ended channel can still be replayed.");
    static final Key<Boolean> CHANNEL_CREATE_ON_SUBSCRIBE = key(
            "channel.create-on-subscribe",
            bool(),
            "false",
            "Whether following an unknown channel opens it instead of being answered by 404.");
    static final Key<SlowClientPolicy> CHANNEL_SLOW_CLIENT = key(
            "channel.slow-client",
            oneOf(SlowClientPolicy.class),
            "disconnect",
            "What happens to a client of a channel that falls behind its history.");

    static final Key<Integer> JOB_HISTORY_EVENTS =
            key("job.history-events", integer(1, MANY), "10000", "Events kept per job for replay.");
    static final Key<Long> JOB_HISTORY_SIZE =
            key("job.history-size", size("1KiB", "64GiB"), "16MiB", "Bytes kept per job for replay.");
    static final Key<Integer> JOB_MAX =
            key("job.max", integer(1, MANY), "10000", "Jobs kept, running and ended ones together.");
    static final Key<Integer> JOB_MAX_QUEUED = key(
            "job.max-queued", integer(0, MANY), "1000", "Jobs that wait for a thread; submitting one more is refused.");
    static final Key<Integer> JOB_MAX_RUNNING = key(
            "job.max-running", integer(0, 1_000_000), "0", "Jobs that run at once; 0 chooses by threads and cores.");
    static final Key<Integer> JOB_MAX_RUNNING_PER_TYPE = key(
            "job.max-running-per-type",
            integer(0, 1_000_000),
            "0",
            "Jobs of one type that run at once on one node; 0 is no limit.");
    static final Key<Duration> JOB_TTL =
            key("job.ttl", duration("0", "3650d"), "5m", "How long a job is kept after it ended, its result included.");
    static final Key<Duration> JOB_DURABLE_TTL =
            key("job.durable-ttl", duration("0", "3650d"), "7d", "The same where the store outlives the application.");
    static final Key<Duration> JOB_SHUTDOWN_GRACE = key(
            "job.shutdown-grace",
            duration("0", "5m"),
            "1s",
            "How long running jobs may go on at shutdown before they are interrupted.");
    static final Key<JobThreads> JOB_THREADS = key(
            "job.threads",
            oneOf(JobThreads.class),
            "auto",
            "On which threads jobs run: auto takes the server's, else virtual ones, else a pool.");
    static final Key<SlowClientPolicy> JOB_SLOW_CLIENT = key(
            "job.slow-client",
            oneOf(SlowClientPolicy.class),
            "disconnect",
            "What happens to a client of a job that falls behind its history.");

    static final Key<String> RESUME_PROTOCOL = key(
            "resume.protocol",
            text("one of jobcast, vercel", "vercel", "jobcast|vercel"),
            "jobcast",
            "How nodes share resumable streams: jobcast keeps them in the store; vercel is the protocol of the npm package"
                    + " resumable-stream over a backplane, for applications that share streams with Node.");
    static final Key<String> RESUME_BACKPLANE = key(
            "resume.backplane",
            text("the name of a backplane", "redis", "[a-z][a-z0-9-]*"),
            "memory",
            "The backplane of the protocol vercel: redis, the one of jobcast.redis.url; memory, for tests; or an own one.");
    static final Key<String> RESUME_KEY_PREFIX = key(
            "resume.key-prefix",
            text("1 to 100 printable characters without spaces", "my-app", "[\\x21-\\x7e]{1,100}"),
            "resumable-stream",
            "The first part of all keys and channels of the protocol vercel.");
    static final Key<Duration> RESUME_ACTIVE_TTL = key(
            "resume.active-ttl",
            duration("1s", "30d"),
            "10m",
            "How long the producer of a resumable stream may be silent before the stream fails; each chunk renews it.");
    static final Key<Duration> RESUME_DONE_TTL = key(
            "resume.done-ttl", duration("0", "3650d"), "15m", "How long a resumable stream is kept after it ended.");
    static final Key<Integer> RESUME_MAX_CHARACTERS = key(
            "resume.max-characters",
            integer(1, 1_000_000_000),
            "4000000",
            "The longest text of a resumable stream, in UTF-16 units; a longer one fails.");
    static final Key<Integer> RESUME_MAX_STREAMS = key(
            "resume.max-streams",
            integer(1, MANY),
            "10000",
            "Resumable streams that one node produces, or keeps in memory; creating one more is refused.");
    static final Key<Integer> RESUME_MAX_READERS = key(
            "resume.max-readers",
            integer(1, MANY),
            "1000",
            "Readers of one resumable stream on one node; one more is refused.");
    static final Key<DoneAnswer> RESUME_DONE = key(
            "resume.done",
            oneOf(DoneAnswer.class),
            "replay",
            "What GET /streams/{id} answers for a stream that has ended: its text, 204 (no-content) or 422 (unprocessable)."
                    + " A client that comes back with Last-Event-ID gets the rest in any case.");
    static final Key<Boolean> TASK_START_ON_CONNECT = key(
            "task.start-on-connect",
            bool(),
            "false",
            "Whether opening the stream of a stream task that nobody has started starts it.");
    static final Key<String> TASK_APP = key(
            "task.app",
            text("a name", "shop", "\\P{Cntrl}{0,100}"),
            "",
            "The application's name in the events of stream tasks; empty is the context path without its slash.");

    static final Key<List<String>> ACCESS_LIST_ROLES = roles("list", "list jobs");
    static final Key<List<String>> ACCESS_READ_ROLES = roles("read", "read jobs of others");
    static final Key<List<String>> ACCESS_CANCEL_ROLES = roles("cancel", "cancel jobs of others and run them again");
    static final Key<List<String>> ACCESS_PUBLISH_ROLES = roles("publish", "publish to and administer channels");
    static final Key<List<String>> ACCESS_DASHBOARD_ROLES = roles("dashboard", "open the dashboard");

    static final List<Key<?>> ALL = List.copyOf(REGISTERED);

    /** Those that only a store understands. */
    static final List<Key<?>> STORE_OPTIONS = List.copyOf(OF_STORES);

    /** Those whose values no message quotes; a URL may hold a password. */
    static final Set<String> SECRET = Set.of(
            JPA_URL.name(),
            JPA_PASSWORD.name(),
            REDIS_URL.name(),
            REDIS_PASSWORD.name(),
            REDIS_SENTINEL_PASSWORD.name(),
            DYNAMODB_SECRET_KEY.name());

    /** Not in {@link #ALL}, since its name holds the type: {@code jobcast.job.type.import.max-running}. */
    static final Key<Integer> JOB_TYPE_MAX_RUNNING = new Key<>(
            "jobcast.job.type.<type>.max-running",
            integer(0, 1_000_000),
            "0",
            "Like job.max-running-per-type for one type. In the environment only for types of lower-case letters,"
                    + " digits and dashes.");

    static final Pattern JOB_TYPE_NAME = Pattern.compile("jobcast\\.job\\.type\\.(.+)\\.max-running");
    static final Pattern JOB_TYPE_ENVIRONMENT_NAME = Pattern.compile("JOBCAST_JOB_TYPE_(.+)_MAX_RUNNING");

    private Keys() {}

    private static Key<List<String>> roles(String action, String what) {
        return key(
                "access." + action + "-roles",
                list("role names", "admin,operator", "[^,\\p{Cntrl}]+"),
                "",
                "Roles that may " + what + "; nobody by role if empty.");
    }

    private static <T> Key<T> storeOption(String name, ValueType<T> type, String defaultText, String description) {
        Key<T> key = key(name, type, defaultText, description);
        OF_STORES.add(key);
        return key;
    }

    private static <T> Key<T> key(String name, ValueType<T> type, String defaultText, String description) {
        Key<T> key = new Key<>(Key.PREFIX + name, type, defaultText, description);
        REGISTERED.add(key);
        return key;
    }
}
