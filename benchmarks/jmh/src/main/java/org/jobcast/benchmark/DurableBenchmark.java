package org.jobcast.benchmark;

import com.sun.management.OperatingSystemMXBean;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.job.JobView;
import org.jobcast.job.JobEmitter;
import org.jobcast.job.JobOptions;

/**
 * The journal beside one {@code persist} per event and transaction, in one database and in turns; then what an event costs the
 * job's thread, how long it takes into the database at 100 events a second, and how fast a long stream is replayed.
 *
 * <p>Arguments: JDBC URL, user, rounds (3), events (200000), seconds of the naive way (5).
 */
public final class DurableBenchmark {
    private static final int PACED = 500;
    private static final int REPLAYED = 100_000;
    private static final int REPLAYS = 7;
    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final PrintStream out = System.out;
    private final String url;
    private final String user;
    private final int events;
    private final int seconds;
    private final String data = "x".repeat(100);
    private final List<Double> naive = new ArrayList<>();
    private final List<Double> journal = new ArrayList<>();
    private final List<Double> ratio = new ArrayList<>();
    private final List<Double> cpu = new ArrayList<>();

    private DurableBenchmark(String url, String user, int events, int seconds) {
        this.url = url;
        this.user = user;
        this.events = events;
        this.seconds = seconds;
    }

    /**
     * Measures and prints.
     *
     * @param args see above
     * @throws Exception if something fails
     */
    public static void main(String[] args) throws Exception {
        int rounds = number(args, 2, 3);
        DurableBenchmark benchmark =
                new DurableBenchmark(args[0], args[1], number(args, 3, 200_000), number(args, 4, 5));
        try (DurableNode node = new DurableNode(args[0], args[1])) {
            benchmark.journal(node, 50_000);
            benchmark.cpu.clear();
            for (int round = 0; round < rounds; round++) {
                benchmark.round(node);
            }
            benchmark.print();
            benchmark.paced(node);
            benchmark.fill(node, "replayed", REPLAYED);
        }
        try (DurableNode restarted = new DurableNode(args[0], args[1])) {
            benchmark.replays(restarted);
        }
    }

    private static int number(String[] args, int index, int standard) {
        return args.length > index ? Integer.parseInt(args[index]) : standard;
    }

    private void round(DurableNode node) throws Exception {
        double one = naive();
        double all = journal(node, events);
        naive.add(one);
        journal.add(all);
        ratio.add(all / one);
    }

    private void print() {
        out.println("one persist and transaction per event, events/s: " + DurableNode.median(naive, "%.0f"));
        out.println("journal, events/s until the last one is stored:   " + DurableNode.median(journal, "%.0f"));
        out.println("ratio of the same round:                         " + DurableNode.median(ratio, "%.0f"));
        out.println("CPU of the job's thread per emit, µs:            " + DurableNode.median(cpu, "%.2f"));
    }

    private double naive() {
        EntityManagerFactory factory = Persistence.createEntityManagerFactory(
                "naive", Map.of("jakarta.persistence.jdbc.url", url, "jakarta.persistence.jdbc.user", user));
        try {
            long begin = System.nanoTime();
            long end = begin + Duration.ofSeconds(seconds).toNanos();
            long stored = 0;
            while (System.nanoTime() - end < 0) {
                EntityManager manager = factory.createEntityManager();
                manager.getTransaction().begin();
                manager.persist(new NaiveEvent("job", ++stored, data));
                manager.getTransaction().commit();
                manager.close();
            }
            return stored / ((System.nanoTime() - begin) / 1e9);
        } finally {
            factory.close();
        }
    }

    private double journal(DurableNode node, int count) throws Exception {
        long begin = System.nanoTime();
        fill(node, null, count);
        return count / ((System.nanoTime() - begin) / 1e9);
    }

    /** Returns when clients know that the job has ended, which is when all of it is in the database. */
    private void fill(DurableNode node, String id, int count) throws Exception {
        JobEmitter emitter = id == null
                ? node.jobs().open("benchmark")
                : node.jobs().open("benchmark", JobOptions.builder().id(id).build());
        var threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < count; i++) {
            emitter.emit("n", data);
        }
        cpu.add((threads.getCurrentThreadCpuTime() - before) / 1e3 / count);
        emitter.complete();
        emitter.close();
        emitter.job().completion().toCompletableFuture().get();
    }

    private void paced(DurableNode node) {
        try (JobEmitter emitter = node.jobs().open("benchmark")) {
            EventLog log = ((JobView) emitter.job()).log();
            Thread waiter = Thread.currentThread();
            log.addWaker(() -> LockSupport.unpark(waiter));
            double[] millis = new double[PACED];
            for (int i = 0; i < PACED; i++) {
                long begin = System.nanoTime();
                emitter.emit("n", data);
                while (log.last() <= i) {
                    LockSupport.parkNanos(1_000_000);
                }
                millis[i] = (System.nanoTime() - begin) / 1e6;
                for (long next = begin + 10_000_000; System.nanoTime() - next < 0; ) {
                    LockSupport.parkNanos(next - System.nanoTime());
                }
            }
            Arrays.sort(millis);
            out.printf(
                    "100 events/s, ms until an event is stored and shown: p50 %.1f, p99 %.1f, max %.1f%n",
                    millis[PACED / 2], millis[PACED * 99 / 100], millis[PACED - 1]);
            emitter.complete();
        }
    }

    private void replays(DurableNode node) throws Exception {
        List<Double> perSecond = new ArrayList<>();
        List<Double> micros = new ArrayList<>();
        for (int i = 0; i < REPLAYS; i++) {
            long cpuBefore = PROCESS.getProcessCpuTime();
            long begin = System.nanoTime();
            long seen = node.replay("replayed");
            perSecond.add(seen / ((System.nanoTime() - begin) / 1e9));
            micros.add((PROCESS.getProcessCpuTime() - cpuBefore) / 1e3 / seen);
            if (seen < REPLAYED) {
                throw new IllegalStateException("only " + seen + " events were replayed");
            }
        }
        out.println("replay of " + REPLAYED + " events after a restart, events/s: "
                + DurableNode.median(perSecond, "%.0f") + ", the first " + Math.round(perSecond.get(0)));
        out.println("CPU of the process per replayed event, µs:       " + DurableNode.median(micros, "%.2f"));
    }
}
