package org.jobcast.spi;

/**
 * A key-value memory with messages that nodes share: all that the protocol of the npm package {@code resumable-stream}
 * needs, so that Java and Node applications can follow each other's streams. An implementation is an adapter of a client
 * library, some ten lines a method. It keeps nothing but small values; the text lives with its producer.
 */
public interface Backplane extends AutoCloseable {
    /**
     * The writing side.
     *
     * @return always the same part
     */
    BackplanePublisher publisher();

    /**
     * The listening side. Apart because most client libraries need another connection for it.
     *
     * @return always the same part
     */
    BackplaneSubscriber subscriber();

    /** Gives up connections and threads. Closing again does nothing. */
    @Override
    void close();
}
