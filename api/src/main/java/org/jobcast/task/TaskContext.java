package org.jobcast.task;

import java.lang.annotation.Annotation;
import java.util.function.Consumer;
import org.jobcast.job.JobContext;

/**
 * A running task as its {@code process} sees it. Valid until that returns; thread-safe. Every event of a task says, besides its
 * own data, {@code _task_id}, {@code _app}, {@code _model} and {@code _timestamp}.
 */
public interface TaskContext extends JobContext {
    /**
     * The task's id.
     *
     * @return the id of the row
     */
    String taskId();

    /**
     * Looks a CDI bean up. A dependent bean is destroyed when {@code process} returns; during {@code process} there is a
     * request scope.
     *
     * @param type the type of the bean
     * @param qualifiers its qualifiers
     * @param <T> its type
     * @return the bean
     * @throws IllegalStateException if the application has no CDI
     * @throws RuntimeException of CDI, if there is not exactly one such bean
     */
    <T> T lookup(Class<T> type, Annotation... qualifiers);

    /**
     * Changes columns of the task's row, in a transaction of its own. The change may be made again when somebody else has
     * changed the row meanwhile, so it should do nothing but set columns. Waits for the database.
     *
     * @param type the class of the task
     * @param change is given the row; afterwards also the instance that {@code process} runs on, once the transaction is over
     * @param <T> the class of the task
     * @throws IllegalArgumentException if the task is of another class
     * @throws IllegalStateException if the row is gone
     */
    <T extends StreamTask> void update(Class<T> type, Consumer<? super T> change);
}
