package org.jobcast.benchmark;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jobcast.job.JobEmitter;
import org.jobcast.job.JobOptions;

/**
 * How long an event takes from {@code emit} to a client of its own node, and to one of another node on the same Redis. Both
 * nodes are in this process, so that there is one clock; they share nothing but the Redis. Run by {@code benchmarks/redis}.
 */
public final class RedisLatency {
    private static final Pattern EVENT =
            Pattern.compile("id: [^-\n]*-(\\d+)\n(?:[^\n]+\n)*?data: [^\n]*\"data\":(\\d+)");
    private static final int WARM_UP_SECONDS = 5;

    private final DurableNode here;
    private final DurableNode there;
    private final int rate;
    private final ExecutorService readers = Executors.newFixedThreadPool(2);

    private RedisLatency(Map<String, String> settings, int rate) {
        this.here = new DurableNode(settings);
        this.there = new DurableNode(settings);
        this.rate = rate;
    }

    /**
     * Measures and prints.
     *
     * @param args port, rounds (3), seconds of a round (10), events a second (1000), jobcast.store.linger (its default)
     * @throws Exception if something fails
     */
    public static void main(String[] args) throws Exception {
        Map<String, String> settings = new HashMap<>();
        settings.put("jobcast.store", "redis");
        settings.put("jobcast.redis.url", "redis://127.0.0.1:" + args[0]);
        settings.put("jobcast.redis.prefix", "latency");
        if (args.length > 4) {
            settings.put("jobcast.store.linger", args[4]);
        }
        int rounds = number(args, 1, 3);
        int seconds = number(args, 2, 10);
        RedisLatency latency = new RedisLatency(settings, number(args, 3, 1000));
        try {
            latency.round("warm-up", WARM_UP_SECONDS);
            for (int round = 1; round <= rounds; round++) {
                latency.round("round " + round, seconds);
            }
        } finally {
            latency.close();
        }
    }

    private static int number(String[] args, int index, int preset) {
        return args.length > index ? Integer.parseInt(args[index]) : preset;
    }

    /** Notes when each event came, and when it was sent. */
    private static final class Reader extends DurableNode.Client {
        final double[] came;
        final double[] took;
        private final StringBuilder rest = new StringBuilder();

        Reader(int events) {
            came = new double[events];
            took = new double[events];
        }

        @Override
        public void write(byte[] bytes) {
            long now = System.nanoTime();
            rest.append(new String(bytes, StandardCharsets.UTF_8));
            int whole = rest.lastIndexOf("\n\n");
            if (whole < 0) {
                return;
            }
            Matcher events = EVENT.matcher(rest.substring(0, whole + 1));
            while (events.find()) {
                int number = Integer.parseInt(events.group(1)) - 1;
                came[number] = now / 1e6;
                took[number] = (now - Long.parseLong(events.group(2))) / 1e6;
            }
            rest.delete(0, whole + 2);
        }
    }

    private void round(String name, int seconds) throws Exception {
        int events = rate * seconds;
        String id = name.replace(' ', '-');
        Reader near = new Reader(events);
        Reader far = new Reader(events);
        List<Future<?>> reading = new ArrayList<>();
        try (JobEmitter emitter =
                here.jobs().open("benchmark", JobOptions.builder().id(id).build())) {
            reading.add(readers.submit(() -> follow(here, id, near)));
            reading.add(readers.submit(() -> follow(there, id, far)));
            long next = System.nanoTime();
            for (int i = 0; i < events; i++) {
                emitter.emit("n", System.nanoTime());
                next += 1_000_000_000L / rate;
                for (long wait = next - System.nanoTime(); wait > 0; wait = next - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
            }
            emitter.complete();
        }
        for (Future<?> each : reading) {
            each.get();
        }
        double[] later = new double[events];
        for (int i = 0; i < events; i++) {
            later[i] = far.came[i] - near.came[i];
        }
        System.out.printf(
                Locale.ROOT,
                "%s, ms: own node %s; other node %s; the same event on the other node after the own one %s%n",
                name,
                percentiles(near.took),
                percentiles(far.took),
                percentiles(later));
    }

    private static Void follow(DurableNode node, String job, Reader reader) throws InterruptedException {
        node.follow(job, reader);
        return null;
    }

    private static String percentiles(double[] millis) {
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        return String.format(
                Locale.ROOT, "p50 %.2f p99 %.2f", sorted[sorted.length / 2], sorted[sorted.length * 99 / 100]);
    }

    private void close() {
        readers.shutdownNow();
        here.close();
        there.close();
    }
}
