package org.jobcast.it.app.tasks;

/** Has the transaction of an order rolled back. */
public class OrderFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String id;

    /** The order of this task has failed. */
    public OrderFailedException(String id) {
        super("the order of " + id + " has failed, as it was told");
        this.id = id;
    }

    /** The task. */
    public String id() {
        return id;
    }
}
