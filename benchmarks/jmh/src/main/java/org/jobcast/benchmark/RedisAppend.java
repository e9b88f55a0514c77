package org.jobcast.benchmark;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jobcast.impl.store.redis.RedisStoreProvider;
import org.jobcast.spi.Segment;
import org.jobcast.spi.Store;
import org.jobcast.spi.StoreContext;

/**
 * What the store redis makes of a server, beside loops that do nothing but {@code XADD}. Everything takes turns in one run; 500
 * commands or segments are under way at a time. All that the server holds is removed. Run by {@code benchmarks/redis}.
 */
public final class RedisAppend {
    private static final int BATCH = 500;
    private static final int EVENT_BYTES = 100;
    private static final int EVENTS_A_SEGMENT = 20;

    private final int port;
    private final String url;
    private final long seconds;
    private final Map<String, List<Figure>> figures = new LinkedHashMap<>();
    private final RedisClient client;

    /** What one measurement came to: events a second, and microseconds of the server's processor time for one. */
    private record Figure(double rate, double cpu) {}

    /** Something that stores events until it is told the time, and says how many it stored. */
    private interface Loop {
        long run(long end) throws Exception;
    }

    /** What the store is told of its application. */
    private record Context(Map<String, String> settings) implements StoreContext {
        @Override
        public Optional<String> setting(String name) {
            return Optional.ofNullable(settings.get(name));
        }

        @Override
        public ClassLoader classLoader() {
            return RedisAppend.class.getClassLoader();
        }

        @Override
        public InstantSource clock() {
            return InstantSource.system();
        }
    }

    private RedisAppend(int port, long seconds) {
        this.port = port;
        this.url = "redis://127.0.0.1:" + port;
        this.client = RedisClient.create(url);
        this.seconds = seconds;
    }

    /**
     * Measures and prints a table.
     *
     * @param args port, rounds (3), seconds (5)
     * @throws Exception if something fails
     */
    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[0]);
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        long seconds = args.length > 2 ? Long.parseLong(args[2]) : 5;
        new RedisAppend(port, seconds).measure(rounds);
    }

    private void measure(int rounds) throws Exception {
        Context context = new Context(Map.of("jobcast.redis.url", url, "jobcast.redis.timeout", "PT30S"));
        try (StatefulRedisConnection<byte[], byte[]> raw = client.connect(ByteArrayCodec.INSTANCE);
                Store store = new RedisStoreProvider().open(context)) {
            for (int round = 0; round <= rounds; round++) {
                String name = "round-" + round;
                boolean counts = round > 0;
                measure("redis-benchmark, XADD", counts, this::benchmark);
                measure("client library, XADD", counts, end -> xadd(raw, end));
                measure("store, 1 log, 1 event a segment", counts, end -> append(store, name + "-one", 1, 1, end));
                measure("store, 50 logs, 1 event a segment", counts, end -> append(store, name + "-fifty", 50, 1, end));
                measure(
                        "store, 500 logs, 1 event a segment",
                        counts,
                        end -> append(store, name + "-many", 500, 1, end));
                measure(
                        "store, 50 logs, " + EVENTS_A_SEGMENT + " events a segment",
                        counts,
                        end -> append(store, name + "-full", 50, EVENTS_A_SEGMENT, end));
                raw.sync().flushall();
            }
        } finally {
            client.shutdown();
        }
        print();
    }

    private void measure(String name, boolean counts, Loop loop) throws Exception {
        double cpu = serverCpu();
        long begin = System.nanoTime();
        long events = loop.run(begin + Duration.ofSeconds(seconds).toNanos());
        double rate = events * 1e9 / (System.nanoTime() - begin);
        if (counts) {
            figures.computeIfAbsent(name, key -> new ArrayList<>())
                    .add(new Figure(rate, (serverCpu() - cpu) * 1e6 / events));
        }
    }

    /** Seconds of processor time that the server has taken so far. */
    private double serverCpu() {
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            return connection
                    .sync()
                    .info("cpu")
                    .lines()
                    .filter(line -> line.matches("used_cpu_(sys|user):.*"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(':') + 1)))
                    .sum();
        }
    }

    private void print() {
        double base = median(figures.values().iterator().next(), Figure::rate);
        figures.forEach((name, all) -> System.out.printf(
                Locale.ROOT,
                "%-40s %8.0f events/s (%.0f-%.0f), %.2f of the first; %.1f us of the server's processor for one%n",
                name,
                median(all, Figure::rate),
                all.stream().mapToDouble(Figure::rate).min().orElseThrow(),
                all.stream().mapToDouble(Figure::rate).max().orElseThrow(),
                median(all, Figure::rate) / base,
                median(all, Figure::cpu)));
    }

    private static double median(List<Figure> figures, ToDoubleFunction<Figure> part) {
        return figures.stream().mapToDouble(part).sorted().toArray()[figures.size() / 2];
    }

    /** The C client that comes with Redis, on one connection. */
    private long benchmark(long end) throws IOException, InterruptedException {
        long count = 0;
        while (System.nanoTime() < end) {
            int some = 200_000;
            Process process = new ProcessBuilder(
                            "redis-benchmark",
                            "-p",
                            Integer.toString(port),
                            "-n",
                            Integer.toString(some),
                            "-c",
                            "1",
                            "-P",
                            Integer.toString(BATCH),
                            "-q",
                            "XADD",
                            "raw-c",
                            "*",
                            "bytes",
                            "x".repeat(EVENT_BYTES))
                    .redirectErrorStream(true)
                    .start();
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                out.lines().forEach(line -> {});
            }
            if (process.waitFor() != 0) {
                throw new IllegalStateException("redis-benchmark failed");
            }
            count += some;
        }
        return count;
    }

    /** The client library that the store uses, without the store. */
    private static long xadd(StatefulRedisConnection<byte[], byte[]> connection, long end) throws Exception {
        byte[] key = "raw-java".getBytes(StandardCharsets.US_ASCII);
        byte[] bytes = new byte[EVENT_BYTES];
        byte[] field = "bytes".getBytes(StandardCharsets.US_ASCII);
        long count = 0;
        connection.setAutoFlushCommands(false);
        while (System.nanoTime() < end) {
            List<RedisFuture<String>> futures = new ArrayList<>(BATCH);
            for (int i = 0; i < BATCH; i++) {
                futures.add(connection.async().xadd(key, new XAddArgs(), Map.of(field, bytes)));
            }
            connection.flushCommands();
            for (RedisFuture<String> future : futures) {
                future.get();
            }
            count += BATCH;
        }
        connection.setAutoFlushCommands(true);
        return count;
    }

    /** As the journal does: all that is pending in one call, and the next call when it has returned. */
    private static long append(Store store, String name, int logs, int events, long end) {
        byte[] bytes = new byte[EVENT_BYTES * events];
        Arrays.fill(bytes, (byte) 'x');
        long[] last = new long[logs];
        for (int log = 0; log < logs; log++) {
            store.events().open(name + "-" + log, 1, 0);
        }
        long count = 0;
        while (System.nanoTime() < end) {
            List<Segment> batch = new ArrayList<>(BATCH);
            for (int i = 0; i < BATCH; i++) {
                int log = i % logs;
                batch.add(new Segment(name + "-" + log, 1, last[log] + 1, last[log] + events, bytes, false));
                last[log] += events;
            }
            if (!store.events().append(batch).stream().allMatch(outcome -> outcome.isKept())) {
                throw new IllegalStateException("not everything was stored");
            }
            count += (long) BATCH * events;
        }
        return count;
    }
}
