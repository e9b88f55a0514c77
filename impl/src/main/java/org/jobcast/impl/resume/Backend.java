package org.jobcast.impl.resume;

import java.util.Optional;
import org.jobcast.job.CancelOutcome;
import org.jobcast.resume.StreamState;
import org.jspecify.annotations.Nullable;

/** Decides who produces a stream, and finds it. Thread-safe; methods may wait for a store or a network. */
interface Backend extends AutoCloseable {
    /**
     * A stream that is to be created.
     *
     * @param id its id
     * @param owner the principal it belongs to, null for nobody
     * @param terms its limits
     */
    record Wanted(String id, @Nullable String owner, StreamTerms terms) {}

    /** The answer to who wants to produce. */
    sealed interface Begun {
        /** The caller is the producer, the only one. */
        record Mine(LiveStream stream) implements Begun {}

        /** The stream is there. */
        record Taken(StreamView stream) implements Begun {}
    }

    /**
     * Creates a stream or finds the one that is there.
     *
     * @param wanted the stream
     * @param replace whether to end the one that is there and to create the next generation
     * @return what came of it
     */
    Begun begin(Wanted wanted, boolean replace);

    /**
     * Looks a stream up.
     *
     * @param id its id, an allowed one
     * @return the stream, empty if there is none
     */
    Optional<StreamView> find(String id);

    /**
     * Tells how far a stream is.
     *
     * @param id its id, an allowed one
     * @return the state
     */
    default StreamState state(String id) {
        return find(id).map(StreamView::state).orElse(StreamState.NONE);
    }

    /**
     * Ends a stream, wherever it is produced.
     *
     * @param id its id, an allowed one
     * @return what came of it
     */
    CancelOutcome cancel(String id);

    /**
     * Whether a stream belongs to the one who created it, on every node.
     *
     * @return false if streams belong to nobody
     */
    default boolean hasOwners() {
        return true;
    }

    /** Looks after what has no event of its own: silent producers, what could not be done at once. Called now and then. */
    void sweep();

    /** Stops all producers of this node; their streams fail. Waits for the store. */
    @Override
    void close();
}
