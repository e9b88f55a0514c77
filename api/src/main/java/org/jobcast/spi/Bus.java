package org.jobcast.spi;

/**
 * A doorbell between the nodes of a store. A ring says that there may be news under a topic, never what they are: whoever hears
 * it asks the store. So a ring that is lost costs latency and no data, as long as nodes also ask from time to time; it may as
 * well come late, twice, or once for several.
 *
 * <p>Thread-safe. No method waits for the network, and none fails because the network does.
 */
public interface Bus {
    /** What a store without a doorbell has: nobody hears it. */
    Bus NONE = new Bus() {
        @Override
        public void ring(String topic) {}

        @Override
        public Listening listen(String topic, Runnable listener) {
            return () -> {};
        }
    };

    /**
     * Rings at every node that listens, this one included.
     *
     * @param topic at most 300 characters, {@link #ofLog} or {@link #ofNode} for one
     */
    void ring(String topic);

    /**
     * Begins to listen. The listener is called once as soon as rings do arrive, and again whenever they do so after a while in
     * which some may have been lost; so one that asks the store when it is called misses nothing that happens after that.
     *
     * @param topic what to listen for
     * @param listener called on a thread of the bus, by one thread at a time; it must not block. What it throws is logged
     * @return ends the listening when it is closed
     */
    Listening listen(String topic, Runnable listener);

    /** A listener that listens. */
    interface Listening extends AutoCloseable {
        /** Ends it; a call that has begun may still go on. Closing again does nothing. */
        @Override
        void close();
    }

    /**
     * The topic under which a store rings when a log has grown, has ended or was deleted.
     *
     * @param channel the name of the log
     * @return the topic
     */
    static String ofLog(String channel) {
        return "log:" + channel;
    }

    /**
     * The topic under which nodes tell another one that they have changed one of its jobs: asked it to stop, or sent a signal.
     *
     * @param node the id of the node
     * @return the topic
     */
    static String ofNode(String node) {
        return "node:" + node;
    }
}
