package org.jobcast.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jobcast.channel.SlowClientPolicy;
import org.jobcast.channel.StreamPosition;
import org.jobcast.impl.channel.Delivery;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.LogPosition;
import org.jobcast.impl.channel.Logs;
import org.jobcast.impl.channel.Pump;
import org.jobcast.impl.channel.SubscriberConnection;
import org.jobcast.spi.JsonCodec;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What appending an event of 100 bytes costs the thread that publishes, with subscribers whose connections take everything
 * at once. Back to back the workers are busy and a wake-up is a flag; paced, each event finds them asleep and pays for the
 * system call that wakes them. Wall time includes the pause of the paced run; {@code cpuNanos} does not.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgs = "-Xmx2g")
public class AppendBenchmark {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** What the publishing thread did in all measured iterations: {@code cpuNanos / appends} is the price of one append. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Cpu {
        /** Its processor time. */
        public long cpuNanos;

        /** How many events it appended. */
        public long appends;

        /** Begins an iteration. */
        @Setup(Level.Iteration)
        public void begin() {
            cpuNanos = 0;
            appends = 0;
        }
    }

    /** How many clients follow. */
    @Param({"0", "1000", "10000"})
    public int subscribers;

    private final String data = "x".repeat(100);
    private Pump pump;
    private EventLog log;

    /** Connects the clients and waits until the pump knows them all. */
    @Setup
    public void connect() {
        pump = new Pump(2, Duration.ofSeconds(15), System::nanoTime, new NoJson());
        log = new Logs(64_000_000, 100_000, InstantSource.system()).create("benchmark", 10_000, 16_000_000);
        Delivery delivery = new Delivery(
                true, SlowClientPolicy.DROP_OLDEST, Duration.ofSeconds(15), Duration.ZERO, Duration.ofSeconds(3));
        LogPosition live = LogPosition.find(log, null, StreamPosition.LIVE);
        List<Runnable> begin = new ArrayList<>();
        for (int i = 0; i < subscribers; i++) {
            begin.add(pump.subscribe(log, live, delivery, new FreeConnection(), () -> {})::writable);
        }
        begin.forEach(Runnable::run);
        while (log.subscriberCount() < subscribers) {
            Thread.onSpinWait();
        }
    }

    /** Stops the pump. */
    @TearDown
    public void stop() {
        pump.close();
    }

    /** One event after another. */
    @Benchmark
    public void backToBack(Cpu cpu) {
        long before = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < 1000; i++) {
            log.append("message", data, false, "message");
        }
        cpu.cpuNanos += THREADS.getCurrentThreadCpuTime() - before;
        cpu.appends += 1000;
    }

    /** One event each half millisecond, so that the workers sleep between. Reading the clock twice is in the figure. */
    @Benchmark
    public void paced(Cpu cpu) {
        LockSupport.parkNanos(500_000);
        long before = THREADS.getCurrentThreadCpuTime();
        log.append("message", data, false, "message");
        cpu.cpuNanos += THREADS.getCurrentThreadCpuTime() - before;
        cpu.appends++;
    }

    /** The part of {@link #paced} that is reading the clock. */
    @Benchmark
    public void pacedClockAlone(Cpu cpu) {
        LockSupport.parkNanos(500_000);
        long before = THREADS.getCurrentThreadCpuTime();
        cpu.cpuNanos += THREADS.getCurrentThreadCpuTime() - before;
        cpu.appends++;
    }

    /** Takes everything and forgets it. */
    private static final class FreeConnection implements SubscriberConnection {
        @Override
        public boolean ready() {
            return true;
        }

        @Override
        public void write(byte[] bytes) {}

        @Override
        public void flush() {}

        @Override
        public void complete() {}

        @Override
        public int writeLimit() {
            return 8192;
        }

        @Override
        public boolean settles() {
            return false;
        }
    }

    /** Nothing is multiplexed here. */
    private static final class NoJson implements JsonCodec {
        @Override
        public String write(Object value) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String members(Object value) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> T read(String json, Class<T> type) {
            throw new UnsupportedOperationException();
        }
    }
}
