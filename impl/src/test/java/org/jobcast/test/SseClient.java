package org.jobcast.test;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jobcast.test.RawHttp.Head;
import org.jobcast.test.SseParser.Event;

/**
 * Follows one event stream, on the thread of the test: nothing is read unless a method here asks for it, so a client that
 * is left alone is a stalled one. Not thread-safe.
 */
public final class SseClient implements AutoCloseable {
    private final RawHttp http;
    private final Head head;
    private final SseParser parser = new SseParser();
    private final Deque<Event> pending = new ArrayDeque<>();
    private Duration timeout = RawHttp.TIMEOUT;

    private SseClient(RawHttp http, Head head) {
        this.http = http;
        this.head = head;
    }

    /**
     * Sends the request and reads the head of the answer, whatever its status.
     *
     * @param headers further header lines such as {@code Last-Event-ID: 1-2}
     */
    public static SseClient get(URI uri, String... headers) {
        return get(uri, 0, headers);
    }

    /** Like {@link #get(URI, String...)} with a receive buffer of the given size, 0 for the default. */
    public static SseClient get(URI uri, int receiveBuffer, String... headers) {
        RawHttp http = RawHttp.open(uri.getHost(), uri.getPort(), receiveBuffer);
        try {
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            String[] common = {"Host: " + uri.getHost() + ":" + uri.getPort(), "Accept: text/event-stream"};
            String[] all =
                    Stream.concat(Arrays.stream(common), Arrays.stream(headers)).toArray(String[]::new);
            http.send("GET " + uri.getRawPath() + query + " HTTP/1.1", all);
            return new SseClient(http, http.readHead());
        } catch (RuntimeException | Error e) {
            http.close();
            throw e;
        }
    }

    /** Changes how long each of the waiting methods waits in total. */
    public SseClient withTimeout(Duration total) {
        timeout = total;
        return this;
    }

    /** The head of the answer. */
    public Head head() {
        return head;
    }

    /** The connection, for raw bytes and for a body that is no event stream. */
    public RawHttp http() {
        return http;
    }

    /** Waits for the next event. */
    public Event next() {
        return take(1).get(0);
    }

    /**
     * Waits for the next events.
     *
     * @throws AssertionError if the stream ends or the time is over before there are so many
     */
    public List<Event> take(int count) {
        long deadline = System.nanoTime() + timeout.toNanos();
        List<Event> events = new ArrayList<>();
        while (events.size() < count) {
            Event event = pending.poll();
            if (event != null) {
                events.add(event);
            } else if (http.bodyEnded()) {
                throw new AssertionError("The stream ended after " + events.size() + " of " + count + ": " + events);
            } else {
                read(deadline, count + " events, got " + events);
            }
        }
        return events;
    }

    /** Reads until a comment that contains the text has arrived; events before it stay to be taken. */
    public void awaitComment(String text) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (comments().stream().noneMatch(comment -> comment.contains(text))) {
            if (http.bodyEnded()) {
                throw new AssertionError("The stream ended without the comment: " + text);
            }
            read(deadline, "the comment " + text);
        }
    }

    /**
     * Reads until the server ends the stream.
     *
     * @return the events that were not taken yet
     */
    public List<Event> awaitEnd() {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!http.bodyEnded()) {
            read(deadline, "the end of the stream");
        }
        List<Event> rest = List.copyOf(pending);
        pending.clear();
        return rest;
    }

    /** Fails if an event arrived that was not taken. Call it at the end of a test, so that no event goes unnoticed. */
    public void assertExhausted() {
        while (http.hasMore()) {
            pending.addAll(parser.push(http.readSome(timeout)));
        }
        if (!pending.isEmpty()) {
            throw new AssertionError("Events that nobody expected: " + pending);
        }
    }

    /** Every comment so far. */
    public List<String> comments() {
        return parser.comments();
    }

    /** Every retry hint so far, in milliseconds. */
    public List<Long> retries() {
        return parser.retries();
    }

    /** What a browser would send as {@code Last-Event-ID} now. */
    public String lastEventId() {
        return parser.lastEventId();
    }

    /** Closes the connection by RST. */
    public void abort() {
        http.abort();
    }

    @Override
    public void close() {
        http.close();
    }

    private void read(long deadline, String wanted) {
        Duration left = Duration.ofNanos(deadline - System.nanoTime());
        if (left.isNegative()) {
            throw new AssertionError("Waited " + timeout + " for " + wanted);
        }
        try {
            pending.addAll(parser.push(http.readSome(left)));
        } catch (AssertionError e) {
            throw new AssertionError("While waiting for " + wanted + ": " + e.getMessage(), e);
        }
    }
}
