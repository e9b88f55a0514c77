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
     * Listens to a channel, and says so when messages may have been lost because the way they come on was broken.
     *
     * @param channel the name of the channel; has no listener yet
     * @param listener gets the messages, one at a time and in order; must not block for long
     * @param again called between two messages when it listens again after such a break; must not block for long. By default it
     *     is never called
     */
    default void subscribe(String channel, Consumer<String> listener, Runnable again) {
        subscribe(channel, listener);
    }

    /**
     * Stops listening. A channel without a listener is left alone.
     *
     * @param channel the name of the channel
     */
    void unsubscribe(String channel);
}
