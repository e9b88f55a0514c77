package org.jobcast.client;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * How to follow a stream.
 *
 * @param lastEventId the id of the last event that is known already, empty to begin at the beginning
 * @param onReconnect is told, on the reading thread, before each wait for another attempt; must not throw
 */
public record StreamOptions(String lastEventId, Consumer<Reconnect> onReconnect) {
    private static final Pattern ID = Pattern.compile("[\\x21-\\x7e]*");

    /**
     * Checks the values.
     *
     * @param lastEventId the id of the last event that is known already, empty to begin at the beginning
     * @param onReconnect is told, on the reading thread, before each wait for another attempt; must not throw
     * @throws IllegalArgumentException if the id is not one that a server of jobcast gives: visible ASCII
     */
    public StreamOptions {
        Objects.requireNonNull(onReconnect, "onReconnect");
        if (!ID.matcher(lastEventId).matches()) {
            throw new IllegalArgumentException("an event id has visible characters of ASCII only");
        }
    }

    /**
     * A wait before another attempt.
     *
     * @param failures how many attempts have failed since the last sign of life, 0 if the server ended the connection in
     *     good order
     * @param delay how long the wait is
     * @param cause what happened, for people
     */
    public record Reconnect(int failures, Duration delay, String cause) {}

    /**
     * From the beginning, silently.
     *
     * @return the defaults
     */
    public static StreamOptions fromStart() {
        return after("");
    }

    /**
     * From a position.
     *
     * @param lastEventId the id of the last event that is known already
     * @return options
     */
    public static StreamOptions after(String lastEventId) {
        return new StreamOptions(lastEventId, reconnect -> {});
    }

    /**
     * Tells somebody of interruptions.
     *
     * @param listener is told
     * @return a copy with this listener
     */
    public StreamOptions onReconnect(Consumer<Reconnect> listener) {
        return new StreamOptions(lastEventId, listener);
    }
}
