package org.jobcast.impl.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jobcast.channel.SlowClientPolicy;

/**
 * The settings of one deployment, read once and checked. Immutable. {@code docs/settings.md} says what each one does; sizes
 * are in bytes, and a zero has the meaning that it has there.
 *
 * @param store the name of the store
 * @param storeOptions what only the store understands
 * @param durable how streams are kept in a store that outlives the application
 * @param http the endpoints
 * @param stream one connection
 * @param pump the writers
 * @param limits what a deployment bears
 * @param channel channels
 * @param job jobs
 * @param resume resumable streams
 * @param task stream tasks
 * @param access who may do what
 */
public record Settings(
        String store,
        StoreOptions storeOptions,
        Durable durable,
        Http http,
        Stream stream,
        Pump pump,
        Limits limits,
        Channel channel,
        Job job,
        Resume resume,
        Task task,
        Access access) {

    /**
     * The settings of stores that were set, such as {@code jobcast.jpa.*}.
     *
     * @param texts the checked texts by full key
     */
    public record StoreOptions(Map<String, String> texts) {
        /** Copies. */
        public StoreOptions {
            texts = Map.copyOf(texts);
        }

        /** Only the keys: a value may be a password. */
        @Override
        public String toString() {
            return "StoreOptions" + texts.keySet();
        }
    }

    /** {@code jobcast.store.*}, {@code jobcast.node.*} and {@code jobcast.job.durable-ttl}. */
    public record Durable(Duration linger, long buffer, long historySize, Duration lease, Duration jobTtl) {}

    /** {@code jobcast.http.*} and {@code jobcast.ui}. */
    public record Http(String basePath, List<String> allowedOrigins, long maxBody, UiMode ui) {}

    /** {@code jobcast.stream.*}. */
    public record Stream(
            Duration keepAlive, Duration retry, Duration maxStall, int writeLimit, boolean connectionClose) {}

    /** {@code jobcast.pump.*}. */
    public record Pump(int threads) {}

    /** {@code jobcast.limits.*}. */
    public record Limits(
            int connections,
            int connectionsPerPrincipal,
            int connectionsPerAddress,
            int eventSize,
            long historyTotal,
            int multiplex,
            Duration maxWait) {}

    /** {@code jobcast.channel.*}. */
    public record Channel(
            int max,
            int historyEvents,
            long historySize,
            Duration endedTtl,
            boolean createOnSubscribe,
            SlowClientPolicy slowClient) {}

    /** {@code jobcast.job.*}. */
    public record Job(
            int historyEvents,
            long historySize,
            int max,
            int maxQueued,
            int maxRunning,
            int maxRunningPerType,
            Map<String, Integer> maxRunningByType,
            Duration ttl,
            Duration shutdownGrace,
            JobThreads threads,
            SlowClientPolicy slowClient) {

        /**
         * How many jobs of a type may run at once on this node.
         *
         * @param type the job type
         * @return the number, 0 for no limit
         */
        public int maxRunning(String type) {
            return maxRunningByType.getOrDefault(type, maxRunningPerType);
        }
    }

    /** {@code jobcast.resume.*}. */
    public record Resume(
            Duration activeTtl,
            Duration doneTtl,
            int maxCharacters,
            int maxStreams,
            int maxReaders,
            DoneAnswer done,
            Protocol protocol) {
        /** How nodes share streams; the rest is of interest for vercel only. */
        public record Protocol(boolean isVercel, String backplane, String keyPrefix) {}
    }
    /** {@code jobcast.task.*}. */
    public record Task(boolean startOnConnect, String app) {}

    /** {@code jobcast.access.*}. */
    public record Access(
            List<String> listRoles,
            List<String> readRoles,
            List<String> cancelRoles,
            List<String> publishRoles,
            List<String> dashboardRoles) {}

    /**
     * The settings of a deployment that sets nothing, whatever is set outside.
     *
     * @return the defaults
     */
    public static Settings defaults() {
        return new SettingsReader(List.of()).read();
    }
}
