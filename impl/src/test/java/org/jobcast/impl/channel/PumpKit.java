package org.jobcast.impl.channel;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jobcast.channel.SlowClientPolicy;
import org.jobcast.channel.StreamPosition;
import org.jobcast.impl.sse.Control;

/** One worker without its thread: a test does the rounds and sets the clock. */
final class PumpKit {
    static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
    static final Duration MAX_STALL = Duration.ofSeconds(60);
    static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(1_000_000));

    final HistoryBudget budget = new HistoryBudget(100_000_000);
    long nanos = -5_000_000_000L;
    /** Runs once when the worker next looks at the clock, in the middle of a round. */
    Runnable inTheMiddle = () -> {};

    final PumpWorker worker = new PumpWorker("test", this::nanos, Duration.ofMillis(250));

    private long nanos() {
        Runnable once = inTheMiddle;
        inTheMiddle = () -> {};
        once.run();
        return nanos;
    }

    EventLog log(int events) {
        return new EventLog("test", new LogLimits(events, 10_000_000, 100_000), budget, CLOCK);
    }

    static Delivery delivery(SlowClientPolicy policy) {
        return new Delivery(true, policy, KEEP_ALIVE, MAX_STALL, Duration.ofSeconds(3));
    }

    Subscriber follow(EventLog log, FakeConnection connection) {
        return follow(log, connection, delivery(SlowClientPolicy.DISCONNECT));
    }

    Subscriber follow(EventLog log, FakeConnection connection, Delivery delivery) {
        return follow(LogPosition.find(log, null, StreamPosition.START), log, connection, delivery);
    }

    Subscriber follow(LogPosition position, EventLog log, FakeConnection connection, Delivery delivery) {
        return connect(new LogFeed(log, position, delivery, connection.writeLimit()), connection, delivery);
    }

    Subscriber follow(List<Source> sources, FakeConnection connection, Delivery delivery) {
        return connect(
                new MultiplexFeed(sources, delivery, connection.writeLimit(), new TestJson()), connection, delivery);
    }

    private Subscriber connect(Feed feed, FakeConnection connection, Delivery delivery) {
        worker.load().incrementAndGet();
        Subscriber subscriber =
                new Subscriber(feed, connection, delivery, Control.retry(delivery.retry()), connection::ended, worker);
        worker.ready(subscriber);
        subscriber.writable();
        run();
        return subscriber;
    }

    /** Does rounds until there is nothing to do. */
    void run() {
        for (int rounds = 0; worker.step(); rounds++) {
            if (rounds > 10_000) {
                throw new AssertionError("the worker does not come to rest");
            }
        }
    }

    void pass(Duration time) {
        nanos += time.toNanos();
        run();
    }

    static void append(EventLog log, String... data) {
        for (String each : data) {
            log.append("message", each, false, "message");
        }
    }
}
