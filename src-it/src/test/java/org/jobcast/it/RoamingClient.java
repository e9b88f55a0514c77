package org.jobcast.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jobcast.test.SseClient;
import org.jobcast.test.SseParser;

/**
 * Follows one stream until its terminal event, as a browser behind a load balancer does: when a connection ends it connects to
 * the next node and says which event it has seen last. So it does when nothing comes for a while.
 */
final class RoamingClient implements Callable<RoamingClient.Received> {
    /** One event, and when it came, in the time of {@link System#nanoTime}. */
    record Event(String id, String type, String data, long nanos) {}

    /** What it got. */
    record Received(List<Event> events) {
        Received {
            events = List.copyOf(events);
        }

        Optional<Event> first(String type) {
            return events.stream().filter(event -> event.type().equals(type)).findFirst();
        }

        Event last() {
            return events.get(events.size() - 1);
        }

        /** What the events say, not when they came. */
        List<List<String>> said() {
            return events.stream()
                    .map(event -> List.of(event.id(), event.type(), event.data()))
                    .toList();
        }

        /** Fails unless it is every event of one log, each once, in their order, with one end. */
        Received assertWhole() {
            String epoch = events.get(0).id().replaceFirst("-.*", "");
            assertThat(events.stream().map(Event::id))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, events.size())
                            .mapToObj(number -> epoch + "-" + number)
                            .toList());
            assertThat(events.stream().filter(event -> event.type().equals("done")))
                    .hasSize(1);
            assertThat(last().type()).isEqualTo("done");
            return this;
        }
    }

    /** Without an event for so long it tries the next node. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    /** As browsers do, it does not come back at once, or it would be an attack. */
    private static final long RETRY = Duration.ofMillis(50).toNanos();

    private final List<URI> nodes;
    private final int stay;
    private final List<Event> events = new ArrayList<>();
    private volatile int count;
    private volatile int visits;

    RoamingClient(List<URI> nodes) {
        this(nodes, Integer.MAX_VALUE);
    }

    /**
     * A restless one.
     *
     * @param stay after so many events it goes to the next node
     */
    RoamingClient(List<URI> nodes, int stay) {
        this.nodes = nodes;
        this.stay = stay;
    }

    /** How many events it has so far. */
    int count() {
        return count;
    }

    /** How often it has connected. */
    int visits() {
        return visits;
    }

    @Override
    public Received call() {
        while (!isOver()) {
            URI node = nodes.get(visits % nodes.size());
            visits++;
            try {
                visit(node);
            } catch (UncheckedIOException | AssertionError e) {
                // The node is gone, or has just gone, or nothing comes from it: the next one.
            }
            if (!isOver()) {
                LockSupport.parkNanos(this, RETRY);
            }
        }
        return new Received(events);
    }

    private boolean isOver() {
        return !events.isEmpty() && events.get(events.size() - 1).type().equals("done");
    }

    /** Stays until the connection ends, or was silent for too long: whoever cut it need not have told. */
    private void visit(URI node) {
        String[] seen = events.isEmpty()
                ? new String[0]
                : new String[] {
                    "Last-Event-ID: " + events.get(events.size() - 1).id()
                };
        try (SseClient client = SseClient.get(node, seen).withTimeout(SILENCE)) {
            int status = client.head().status();
            if (status != 200 && status != 503) {
                throw new IllegalStateException(node + " answered " + status);
            }
            for (int left = stay; status == 200 && left > 0 && !isOver(); left--) {
                SseParser.Event event = client.next();
                events.add(new Event(event.id(), event.type(), event.data(), System.nanoTime()));
                count = events.size();
            }
        }
    }
}
