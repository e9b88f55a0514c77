package org.jobcast.it;

import java.util.ArrayList;
import java.util.List;

/** Checks one stream while it runs: each event follows the one before by its number. */
final class Follower implements NioClients.Listener {
    private final List<Long> delays = new ArrayList<>();
    private volatile long first;
    private volatile long last;
    private volatile int count;
    private volatile String fault = "";
    private volatile boolean open;
    private volatile boolean ended;

    @Override
    public void opened(NioStream stream) {
        open = true;
    }

    @Override
    public void received(NioStream stream, String id, String start) {
        long now = System.nanoTime();
        long number = Long.parseLong(id.substring(id.lastIndexOf('-') + 1));
        if (count > 0 && number != last + 1) {
            fault = "event " + number + " (" + start + ") came after " + last;
        }
        delay(start, now);
        first = count == 0 ? number : first;
        last = number;
        count++;
    }

    /** Both processes read the same monotonic clock of the machine. */
    private void delay(String data, long now) {
        if (data.startsWith("{\"ns\":")) {
            long sent = Long.parseLong(data.substring(6, data.indexOf(',')));
            synchronized (delays) {
                delays.add(now - sent);
            }
        }
    }

    @Override
    public void ended(NioStream stream) {
        ended = true;
    }

    boolean isOpen() {
        return open && !ended;
    }

    /** The number of the first event, 0 before it. */
    long first() {
        return first;
    }

    /** The number of the last event, 0 before the first. */
    long last() {
        return last;
    }

    int count() {
        return count;
    }

    /** What was wrong with the order, empty for nothing. */
    String fault() {
        return fault;
    }

    @Override
    public String toString() {
        return count + " events up to " + last + (ended ? ", ended" : open ? ", open" : ", not open") + " " + fault;
    }

    /** How long each event took from its publication to here, in nanoseconds. */
    List<Long> delays() {
        synchronized (delays) {
            return List.copyOf(delays);
        }
    }
}
