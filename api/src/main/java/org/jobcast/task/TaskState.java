package org.jobcast.task;

import java.util.Locale;

/** How a task stands. */
public enum TaskState {
    /** Nobody has started it. */
    CREATED,
    /** It was started and has not ended; it may still wait for a thread, or for another node to go on with it. */
    RUNNING,
    /** It has ended with its final value. */
    COMPLETED,
    /** Its last attempt has failed, or its time was over. */
    FAILED,
    /** It was asked to stop, and did. */
    CANCELLED,
    /** Its node is gone, and it could not be run again. */
    LOST;

    /**
     * Whether it stays so unless the task is restarted.
     *
     * @return true for all but {@code CREATED} and {@code RUNNING}
     */
    public boolean hasEnded() {
        return this != CREATED && this != RUNNING;
    }

    /**
     * The name in JSON.
     *
     * @return {@code created}, {@code running} and so on
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
