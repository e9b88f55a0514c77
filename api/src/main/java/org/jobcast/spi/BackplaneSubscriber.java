package org.jobcast.spi;

import java.util.function.Consumer;

/**
 * The listening side of a {@link Backplane}. Thread-safe. A method may wait for the network; one that fails throws an
 * unchecked exception.
 */
public interface BackplaneSubscriber {
    /** Connects. Called once, before anything else. */
    void connect();

    /**
     * Listens to a channel. What is published after this method has returned arrives.
     *
     * @param channel the name of the channel; has no listener yet
     * @param listener gets the messages, one at a time and in order; must not block for long
     */
    void subscribe(String channel, Consumer<String> listener);

    /**
     * Stops listening. A channel without a listener is left alone.
     *
     * @param channel the name of the channel
     */
    void unsubscribe(String channel);
}
