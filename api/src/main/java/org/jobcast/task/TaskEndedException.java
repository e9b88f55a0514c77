package org.jobcast.task;

import org.jobcast.JobcastException;

/** The task has ended; it runs again only if it is restarted. */
public final class TaskEndedException extends JobcastException {
    private static final long serialVersionUID = 1L;

    /** The task's id. */
    private final String taskId;

    /**
     * @param taskId the task's id
     * @param message what happened and what happens next
     */
    public TaskEndedException(String taskId, String message) {
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
