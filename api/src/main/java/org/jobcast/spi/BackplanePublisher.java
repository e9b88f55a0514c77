package org.jobcast.spi;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The writing side of a {@link Backplane}. Thread-safe. A method may wait for the network; one that fails throws an unchecked
 * exception.
 */
public interface BackplanePublisher {
    /** Connects. Called once, before anything else. */
    void connect();

    /**
     * Sends a message to everybody who has subscribed to a channel by now. Messages of one thread to one channel arrive in
     * order.
     *
     * @param channel the name of the channel
     * @param message any text
     * @return how many listen to the channel, so that nothing is sent to those who have gone; negative if that is not known
     */
    long publish(String channel, String message);

    /**
     * Sets a value.
     *
     * @param key its key
     * @param value any text
     * @param ttl when it is forgotten, in whole seconds or finer
     */
    void set(String key, String value, Duration ttl);

    /**
     * Reads a value.
     *
     * @param key its key
     * @return the value, empty if there is none
     */
    Optional<String> get(String key);

    /**
     * Adds one to a number, in one step whoever else does. A value that is not there counts as 0.
     *
     * @param key its key
     * @return the number, empty if the value is none; then nothing was changed
     */
    OptionalLong increment(String key);
}
