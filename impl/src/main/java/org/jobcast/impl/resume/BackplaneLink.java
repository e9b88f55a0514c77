package org.jobcast.impl.resume;

import java.time.Duration;
import java.util.Optional;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.Logs;
import org.jobcast.impl.job.EngineClock;
import org.jobcast.resume.StreamState;
import org.jobcast.spi.BackplanePublisher;
import org.jobcast.spi.BackplaneSubscriber;
import org.jobcast.spi.JsonCodec;
import org.jspecify.annotations.Nullable;

/**
 * What producers and readers on a backplane share.
 *
 * @param publisher the writing side
 * @param subscriber the listening side
 * @param protocol the names
 * @param settings the bounds
 * @param logs makes the logs
 * @param json writes events
 * @param clock the clocks
 * @param threads may wait for the backplane
 */
record BackplaneLink(
        BackplanePublisher publisher,
        BackplaneSubscriber subscriber,
        VercelProtocol protocol,
        ResumeSettings settings,
        Logs logs,
        JsonCodec json,
        EngineClock clock,
        BackplaneThreads threads) {
    private static final int EVENTS = 1 << 30;
    private static final Duration SHORTEST_TTL = Duration.ofSeconds(1);

    /** How long a run finds out that it is to stop which did not hear it. */
    private static final Duration CANCEL_TTL = Duration.ofMinutes(5);

    /** A log that keeps the whole text; its length has a bound of its own. */
    EventLog newLog(String id) {
        return logs.create("stream " + id, EVENTS, Long.MAX_VALUE);
    }

    long now() {
        return clock.nanos().getAsLong();
    }

    Optional<String> sentinel(String id) {
        return publisher.get(protocol.sentinel(id));
    }

    /** The run that has an id; empty if a Node application produces it, or nobody. */
    Optional<String> run(String id) {
        return publisher.get(protocol.run(id));
    }

    boolean isRun(String id, String run) {
        return run(id).filter(run::equals).isPresent();
    }

    boolean isDone(String id) {
        return sentinel(id).filter(VercelProtocol.DONE::equals).isPresent();
    }

    StreamState state(String id) {
        Optional<String> sentinel = sentinel(id);
        if (sentinel.isEmpty()) {
            return StreamState.NONE;
        }
        return sentinel.get().equals(VercelProtocol.DONE)
                ? doneAs(id, run(id).orElse(null)).streamState()
                : StreamState.ACTIVE;
    }

    /** How a run has ended that is done. */
    StreamEnd doneAs(String id, @Nullable String run) {
        String about = run + " ";
        return publisher
                .get(protocol.failure(id))
                .filter(text -> text.startsWith(about))
                .map(text -> failure(text.substring(about.length())))
                .orElse(StreamEnd.DONE);
    }

    private static StreamEnd failure(String text) {
        int colon = text.indexOf(": ");
        return colon < 0
                ? StreamEnd.failed("Failed", text)
                : StreamEnd.failed(text.substring(0, colon), text.substring(colon + 2));
    }

    /** Becomes the one that has an id. False if another one came after it. */
    boolean take(String id, String run, Duration ttl) {
        publisher.set(protocol.run(id), run, ttl);
        say(id, VercelProtocol.Order.TAKE, run);
        return isRun(id, run);
    }

    /** Tells everybody that a run is done, for some time. */
    void markDone(String id, String run, StreamEnd end, Duration ttl) {
        Duration kept = ttl.compareTo(SHORTEST_TTL) < 0 ? SHORTEST_TTL : ttl;
        if (end.isFailure()) {
            String text = run + " " + end.reason().type() + ": " + end.reason().message();
            publisher.set(protocol.failure(id), text, kept);
        }
        publisher.renew(protocol.run(id), kept);
        publisher.set(protocol.sentinel(id), VercelProtocol.DONE, kept);
        if (run(id).filter(now -> !now.equals(run)).isPresent()) {
            // It was replaced between two of these steps, and what was said of it counts for the other one.
            say(id, VercelProtocol.Order.RENEW, "");
        }
    }

    /** Stops the run that has an id, wherever it is, now or when its node is connected again. */
    void cancel(String id) {
        Optional<String> run = run(id);
        run.ifPresent(name -> publisher.set(protocol.cancelled(id), name, CANCEL_TTL));
        say(id, VercelProtocol.Order.CANCEL, run.orElse(""));
    }

    boolean isCancelled(String id, String run) {
        return publisher.get(protocol.cancelled(id)).filter(run::equals).isPresent();
    }

    void say(String id, VercelProtocol.Order order, String about) {
        publisher.publish(protocol.control(id), new VercelProtocol.Control(order, about).toMessage());
    }
}
