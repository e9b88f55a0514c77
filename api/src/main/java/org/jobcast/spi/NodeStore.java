package org.jobcast.spi;

import java.time.Duration;
import java.util.List;

/**
 * Keeps the nodes of the cluster and decides who owns which job. Jobs have no lease of their own: a job belongs to a node, and
 * the node has one lease for all it owns, so a heartbeat costs the same for one job and for ten thousand.
 *
 * <p>Time is that of the store, never that of a node. A node whose lease has run out is not dead yet: it goes on as soon as it
 * beats again. It dies when another node calls {@link #claim} meanwhile; from then on it is refused for ever, and comes back as
 * a new node under a new id. A node that joined less than its own lease ago, or whose lease had run out less than that ago,
 * declares nobody dead, so that an outage of the store itself kills no node. See {@link Store} for what holds for every part.
 */
public interface NodeStore {
    /**
     * Adds a node.
     *
     * @param node an id that no node ever had, at most 255 characters
     * @param ttl how long it lives without a beat
     * @return false if the id is taken
     */
    boolean join(String node, Duration ttl);

    /**
     * Renews the lease of a node, with one statement whatever the node owns.
     *
     * @param node its id
     * @param ttl how long it lives from now on without another beat
     * @return false if it has been declared dead, has left or never joined: its jobs belong to others, and it must stop them
     */
    boolean beat(String node, Duration ttl);

    /**
     * Takes over jobs: those of nodes that are dead by now, whatever their state, and those that belong to nobody, have not
     * ended and are due. Each becomes the caller's with a higher fence and the next revision; of several nodes that claim at
     * once exactly one gets it. State and everything else stay as they are: whether it is run again is the caller's decision.
     *
     * @param node the id of the caller
     * @param max how many jobs at most
     * @return the records as they are now; empty if the caller itself is dead
     */
    List<JobRecord> claim(String node, int max);

    /**
     * Finds the jobs of a node that it has to look at, with one request whatever it owns: those that were asked to stop, and
     * those that have ended and are still its own. This is how a node learns of what other nodes have done. It is asked each
     * second, and a job that does not stop is among them each time, so the records themselves are not read.
     *
     * @param node the id of the node
     * @param max how many jobs at most
     * @return the marks of jobs that are {@code CANCELLING} or in a terminal state, the oldest job first
     */
    List<JobMark> stopping(String node, int max);

    /**
     * Ends a node's lease at once; others may claim what it still owns without waiting. A node that is gone is left alone.
     *
     * @param node its id
     */
    void leave(String node);
}
