package org.jobcast.spi;

import java.time.Duration;
import java.util.List;
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
     * Sends messages to everybody who has subscribed to a channel by now, in order. By default one after the other; an
     * implementation that can does it in one round trip.
     *
     * @param channel the name of the channel
     * @param messages any texts
     * @return how many listen to the channel; negative if that is not known. If it is 0, the rest may not have been sent
     */
    default long publishAll(String channel, List<String> messages) {
        long heard = 0;
        for (String message : messages) {
            heard = publish(channel, message);
            if (heard == 0) {
                return 0;
            }
        }
        return heard;
    }

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
     * Lets a value live on. By default it is read and set, so that what another one sets at the same moment may be lost; an
     * implementation that can does it in one step.
     *
     * @param key its key
     * @param ttl when it is forgotten, from now, in whole seconds or finer
     * @return false if there is none
     */
    default boolean renew(String key, Duration ttl) {
        Optional<String> value = get(key);
        value.ifPresent(same -> set(key, same, ttl));
        return value.isPresent();
    }

    /**
     * Adds one to a number, in one step whoever else does. A value that is not there counts as 0, and the number that takes its
     * place, which is 1, is forgotten after some time; that belongs to the same step, so that no number stays for ever.
     *
     * @param key its key
     * @param ttl when a new number is forgotten, in whole seconds or finer; one that is there is forgotten when it was to be
     * @return the number, empty if the value is none; then nothing was changed
     */
    OptionalLong increment(String key, Duration ttl);
}
