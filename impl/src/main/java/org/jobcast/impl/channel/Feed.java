package org.jobcast.impl.channel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a subscriber reads: one log, or several on one connection. Used by the subscriber's worker only. */
public interface Feed {
    /**
     * The logs that are read.
     *
     * @return at least one
     */
    List<EventLog> logs();

    /**
     * The next bytes to write; the position moves behind them.
     *
     * @param behind whether the client has been slow since it was last up to date
     * @return the bytes, null if there is nothing now
     * @throws TooSlowException if the history no longer holds what the client needs and the policy is to disconnect it
     */
    byte @Nullable [] next(boolean behind) throws TooSlowException;

    /** Whether the client needs events that the history no longer holds, and the policy is to disconnect it then. */
    boolean isLost();

    /**
     * Whether nothing will come any more.
     *
     * @return true at the end
     */
    boolean isExhausted();

    /**
     * Whether what it gives is an event stream, into which hints, comments and a farewell can be written.
     *
     * @return true by default; false for a client that gets nothing but what this feed gives
     */
    default boolean isEvents() {
        return true;
    }

    /**
     * Says who is told, on any thread, that {@link #next} has something again though no log has grown.
     *
     * @param action has it called soon; must not block
     */
    void onReady(Runnable action);

    /** Thrown instead of skipping events that the client did not agree to lose. */
    final class TooSlowException extends Exception {
        private static final long serialVersionUID = 1L;

        TooSlowException() {
            super("the client reads too slowly; it can resume by its last event id", null, false, false);
        }
    }
}
