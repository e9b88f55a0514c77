package org.jobcast.task;

import org.jobcast.JobcastException;

/** There is no such task. */
public final class UnknownTaskException extends JobcastException {
    private static final long serialVersionUID = 1L;

    /** The task's id. */
    private final String taskId;

    /**
     * @param taskId the task's id
     * @param message what happened and what happens next
     */
    public UnknownTaskException(String taskId, String message) {
        super(message);
        this.taskId = taskId;
    }

    /**
     * The task's id.
     *
     * @return the task's id
     */
    public String taskId() {
        return taskId;
    }
}
