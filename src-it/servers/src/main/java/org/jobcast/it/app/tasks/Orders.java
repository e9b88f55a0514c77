package org.jobcast.it.app.tasks;

/** Stores tasks and starts them. */
public interface Orders {
    /**
     * Stores one and starts it.
     *
     * @param failing whether the transaction fails after that
     */
    String order(int pages, boolean failing);
}
