package org.jobcast.impl.channel;

import java.io.IOException;

/**
 * The connection of one subscriber, as a transport gives it to the pump. {@code ready}, {@code write} and {@code flush} are
 * called by one worker at a time, holding the monitor of the {@link Subscriber}; the transport must hold the same monitor
 * in the container's own callbacks, through {@link Subscriber#gone}, because some containers recycle the connection as soon
 * as these return.
 */
public interface SubscriberConnection {
    /**
     * Whether a write or flush is taken without blocking. After false the transport calls {@link Subscriber#writable} once
     * it is.
     *
     * @return whether to go on
     */
    boolean ready();

    /**
     * Writes all bytes, which nobody changes afterwards.
     *
     * @param bytes the bytes
     * @throws IOException if the client is gone
     */
    void write(byte[] bytes) throws IOException;

    /**
     * Sends what was written.
     *
     * @throws IOException if the client is gone
     */
    void flush() throws IOException;

    /** Ends the answer. Called once, also after an error; must not block. */
    void complete();

    /**
     * The most bytes of a write that the container takes well.
     *
     * @return a positive number
     */
    int writeLimit();

    /**
     * Whether the container has to be left alone for a moment after its first call of {@link Subscriber#writable}. Tomcat
     * recycles a connection on which a write fails before the thread that called back has left it, and then hands our error
     * to the next client. Clients that come and go at once make that likely; after later calls it is not worth the wait.
     *
     * @return whether to wait
     */
    boolean settles();
}
