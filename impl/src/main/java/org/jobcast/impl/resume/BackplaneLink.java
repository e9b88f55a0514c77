package org.jobcast.impl.resume;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.Logs;
import org.jobcast.impl.job.EngineClock;
import org.jobcast.resume.StreamState;
import org.jobcast.spi.BackplanePublisher;
import org.jobcast.spi.BackplaneSubscriber;
import org.jobcast.spi.JsonCodec;

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
        Executor threads) {
    private static final int EVENTS = 1 << 30;

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

    boolean isDone(String id) {
        return sentinel(id).filter(VercelProtocol.DONE::equals).isPresent();
    }

    StreamState state(String id) {
        Optional<String> sentinel = sentinel(id);
        if (sentinel.isEmpty()) {
            return StreamState.NONE;
        }
        return sentinel.get().equals(VercelProtocol.DONE) ? doneAs(id).streamState() : StreamState.ACTIVE;
    }

    /** How a stream has ended that is done. */
    StreamEnd doneAs(String id) {
        return publisher.get(protocol.failure(id)).map(BackplaneLink::failure).orElse(StreamEnd.DONE);
    }

    private static StreamEnd failure(String text) {
        int colon = text.indexOf(": ");
        return colon < 0
                ? StreamEnd.failed("Failed", text)
                : StreamEnd.failed(text.substring(0, colon), text.substring(colon + 2));
    }

    /** Tells everybody that a stream is done, for some time. */
    void markDone(String id, StreamEnd end, Duration ttl) {
        Duration kept = ttl.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : ttl;
        if (end.isFailure()) {
            String text = end.reason().type() + ": " + end.reason().message();
            publisher.set(protocol.failure(id), text, kept);
        }
        publisher.set(protocol.sentinel(id), VercelProtocol.DONE, kept);
    }
}
