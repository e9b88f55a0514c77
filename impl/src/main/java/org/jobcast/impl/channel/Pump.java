package org.jobcast.impl.channel;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jobcast.impl.sse.Control;
import org.jobcast.spi.JsonCodec;

/** The workers that write to all subscribers of all logs: as many as told, however many subscribers there are. */
public final class Pump implements AutoCloseable {
    /** The most logs on one connection: their positions have to fit one event id. */
    public static final int MAX_SOURCES = 60;

    /**
     * Waits are counted in pauses: a process that stands still meanwhile, or is given little of its machine, loses one of them
     * and not the whole wait.
     */
    private static final Duration PAUSE = Duration.ofMillis(5);

    private static final int GOODBYE_PAUSES = 140;
    private static final int STOP_PAUSES = 100;
    private static final int INTERRUPTED_PAUSES = 40;
    private static final Duration LONGEST_TICK = Duration.ofMillis(250);
    private static final Duration SHORTEST_TICK = Duration.ofMillis(10);
    private static final System.Logger LOG = System.getLogger(Pump.class.getName());

    private final List<PumpWorker> workers;
    private final JsonCodec json;

    /**
     * Starts the workers.
     *
     * @param threads how many
     * @param keepAlive the keep-alive interval, which the workers look at sixteen times an interval
     * @param nanos the clock, like {@link System#nanoTime}
     * @param json writes strings on multiplexed connections
     */
    public Pump(int threads, Duration keepAlive, LongSupplier nanos, JsonCodec json) {
        this.json = json;
        Duration tick = keepAlive.isZero() ? LONGEST_TICK : keepAlive.dividedBy(16);
        Duration bounded = max(SHORTEST_TICK, tick.compareTo(LONGEST_TICK) < 0 ? tick : LONGEST_TICK);
        this.workers = IntStream.rangeClosed(1, threads)
                .mapToObj(i -> new PumpWorker("jobcast-pump-" + i, nanos, bounded))
                .toList();
        workers.forEach(PumpWorker::start);
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    /**
     * Connects a client to one log. Nothing is written before the transport calls {@link Subscriber#writable}.
     *
     * @param log the log
     * @param position where to begin
     * @param delivery how to deliver
     * @param connection the connection
     * @param onEnd runs once when it is over, on a worker
     * @return the subscriber
     */
    public Subscriber subscribe(
            EventLog log, LogPosition position, Delivery delivery, SubscriberConnection connection, Runnable onEnd) {
        return connect(new LogFeed(log, position, delivery, connection.writeLimit()), delivery, connection, onEnd);
    }

    /**
     * Connects a client to several logs.
     *
     * @param sources the logs and where to begin, 1 to {@value #MAX_SOURCES}
     * @param delivery how to deliver
     * @param connection the connection
     * @param onEnd runs once when it is over, on a worker
     * @return the subscriber
     */
    public Subscriber subscribe(
            List<Source> sources, Delivery delivery, SubscriberConnection connection, Runnable onEnd) {
        if (sources.isEmpty() || sources.size() > MAX_SOURCES) {
            throw new IllegalArgumentException("1 to " + MAX_SOURCES + " sources, not " + sources.size());
        }
        return connect(
                new MultiplexFeed(sources, delivery, connection.writeLimit(), json), delivery, connection, onEnd);
    }

    private Subscriber connect(Feed feed, Delivery delivery, SubscriberConnection connection, Runnable onEnd) {
        byte[] prelude = Control.retry(delivery.retry());
        PumpWorker worker = workers.stream()
                .min(Comparator.comparingInt(w -> w.load().get()))
                .orElseThrow();
        worker.load().incrementAndGet();
        Subscriber subscriber = new Subscriber(feed, connection, delivery, prelude, onEnd, worker);
        worker.ready(subscriber);
        return subscriber;
    }

    /**
     * How many clients are connected.
     *
     * @return the number
     */
    public int connections() {
        return workers.stream().mapToInt(worker -> worker.load().get()).sum();
    }

    /**
     * Says what clients are told whose requests the container ends before {@link #sayGoodbye} is called.
     *
     * @param farewell the last bytes they get
     */
    public void prepareFarewell(byte[] farewell) {
        workers.forEach(worker -> worker.prepareFarewell(farewell));
    }

    /**
     * Says goodbye to all clients.
     *
     * @param goodbye the last bytes they get
     */
    public void sayGoodbye(byte[] goodbye) {
        workers.forEach(worker -> worker.closeAll(goodbye));
        boolean interrupted = false;
        for (int pauses = 0; connections() > 0 && pauses < GOODBYE_PAUSES; pauses++) {
            LockSupport.parkNanos(PAUSE.toNanos());
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        int left = connections();
        if (left > 0) {
            LOG.log(System.Logger.Level.INFO, "{0} clients did not take the farewell in time and are cut off", left);
        }
    }

    /**
     * Stops the workers within about half a second; who is still connected, or connects from now on, is cut off. A worker
     * that is stuck in the container is interrupted, then left behind.
     */
    @Override
    public void close() {
        workers.forEach(PumpWorker::stop);
        try {
            if (!awaitStopped(STOP_PAUSES)) {
                workers.forEach(PumpWorker::interrupt);
                if (!awaitStopped(INTERRUPTED_PAUSES)) {
                    LOG.log(System.Logger.Level.WARNING, "a worker of the pump is stuck in the container; left behind");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitStopped(int pauses) throws InterruptedException {
        int left = pauses;
        for (PumpWorker worker : workers) {
            while (!worker.awaitStopped(PAUSE.toNanos())) {
                if (--left <= 0) {
                    return false;
                }
            }
        }
        return true;
    }
}
