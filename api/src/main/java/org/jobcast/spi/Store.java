package org.jobcast.spi;

/**
 * One opened store: everything that survives, by duty. All parts belong to one store, so that a part may rely on what another
 * one keeps: the fence of {@link StepStore} is that of the job in {@link JobStore}.
 *
 * <p>The parts obey the rules of {@link JobStore}: they are thread-safe; what a method has done is visible to every caller on
 * every node as soon as it has returned; a method may wait for the network, never for a caller; one that fails throws an
 * unchecked exception, {@link StoreException} if the store could not be reached, and leaves the store as it was before the call or, when it cannot know, in one of the two states.
 * Calling again is then always allowed. The tests-jar of this module has a test suite for each part.
 */
public interface Store extends AutoCloseable {
    /**
     * The records of jobs.
     *
     * @return always the same part
     */
    JobStore jobs();

    /**
     * The logs of events.
     *
     * @return always the same part
     */
    EventStore events();

    /**
     * The nodes and what they own.
     *
     * @return always the same part
     */
    NodeStore nodes();

    /**
     * The finished steps of jobs.
     *
     * @return always the same part
     */
    StepStore steps();

    /**
     * The signals sent to jobs.
     *
     * @return always the same part
     */
    SignalStore signals();

    /**
     * Whether what it keeps is there for other nodes and after the end of this one.
     *
     * @return true by default
     */
    default boolean isDurable() {
        return true;
    }

    /**
     * Gives up connections and threads. What is kept stays, unless the store is this node's memory. Calls after it may fail;
     * closing again does nothing.
     */
    @Override
    void close();
}
