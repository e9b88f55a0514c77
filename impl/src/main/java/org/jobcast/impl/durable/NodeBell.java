package org.jobcast.impl.durable;

import org.jobcast.spi.Assignment;
import org.jobcast.spi.Bus;
import org.jobcast.spi.Store;
import org.jspecify.annotations.Nullable;

/**
 * Tells other nodes that one of their jobs was changed: asked to stop, or sent a signal. Without a bus nothing is told; they
 * find out by asking.
 *
 * @param bus the bus, null if the store has none
 */
public record NodeBell(@Nullable Bus bus) {
    /**
     * The bell of a store.
     *
     * @param store the store
     * @return one that does nothing if the store has no bus
     */
    public static NodeBell of(Store store) {
        return new NodeBell(store.bus().orElse(null));
    }

    /**
     * Rings at the node that owns a job, if any does. Does not wait.
     *
     * @param owner to whom the job belongs
     */
    public void ring(Assignment owner) {
        String node = owner.node();
        if (bus != null && node != null) {
            bus.ring(Bus.ofNode(node));
        }
    }

    /**
     * Listens for what is told a node.
     *
     * @param node its id
     * @param listener must not block
     * @return ends the listening when it is closed
     */
    public Bus.Listening listen(String node, Runnable listener) {
        return bus == null ? () -> {} : bus.listen(Bus.ofNode(node), listener);
    }
}
