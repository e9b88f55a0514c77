package org.jobcast.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * Follows one stream until its terminal event, as a browser behind a load balancer does: when a connection ends it connects to
 * the next node and says which event it has seen last.
 */
final class RoamingClient implements Callable<RoamingClient.Received> {
    /** One event, and when it came, in the time of {@link System#nanoTime}. */
    record Event(String id, String type, String data, long nanos) {}

    /** What it got. */
    record Received(List<Event> events) {
        Optional<Event> first(String type) {
            return events.stream().filter(event -> event.type().equals(type)).findFirst();
        }
    }

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final List<URI> nodes;
    private final List<Event> events = new ArrayList<>();
    private volatile int count;

    RoamingClient(List<URI> nodes) {
        this.nodes = nodes;
    }

    /** How many events it has so far. */
    int count() {
        return count;
    }

    @Override
    public Received call() throws InterruptedException {
        int visits = 0;
        while (!isOver()) {
            URI node = nodes.get(visits % nodes.size());
            visits++;
            try {
                visit(node);
            } catch (IOException | UncheckedIOException e) {
                // The node is gone, or has just gone: the next one.
            }
        }
        return new Received(List.copyOf(events));
    }

    private boolean isOver() {
        return !events.isEmpty() && events.get(events.size() - 1).type().equals("done");
    }

    private void visit(URI node) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(node).header("Accept", "text/event-stream");
        if (!events.isEmpty()) {
            request.header("Last-Event-ID", events.get(events.size() - 1).id());
        }
        HttpResponse<Stream<String>> answer = http.send(request.build(), BodyHandlers.ofLines());
        try (Stream<String> lines = answer.body()) {
            if (answer.statusCode() != 200 && answer.statusCode() != 503) {
                throw new AssertionError(node + " answered " + answer.statusCode());
            }
            if (answer.statusCode() == 200) {
                read(lines.iterator());
            }
        }
    }

    /** Only what is complete counts: an event ends with an empty line. */
    private void read(Iterator<String> lines) {
        String id = "";
        String type = "";
        StringBuilder data = new StringBuilder();
        while (lines.hasNext()) {
            String line = lines.next();
            if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("event: ")) {
                type = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data.append(line, 6, line.length());
            } else if (line.isEmpty() && !data.isEmpty()) {
                events.add(new Event(id, type, data.toString(), System.nanoTime()));
                count = events.size();
                type = "";
                data.setLength(0);
            }
        }
    }
}
