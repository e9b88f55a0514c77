package org.jobcast.impl.task;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jobcast.task.StreamTask;

/** The rows of the application's tasks. Methods wait for the database. Thread-safe. */
public interface TaskRows {
    /**
     * The entities that are tasks.
     *
     * @return classes by the name of the entity
     */
    Map<String, Class<? extends StreamTask>> entities();

    /**
     * Loads a row.
     *
     * @param type its class
     * @param id its id
     * @param <T> its class
     * @return the task, detached
     */
    <T extends StreamTask> Optional<T> find(Class<T> type, String id);

    /**
     * Changes a row in a transaction of its own, again if somebody else has changed it meanwhile.
     *
     * @param type its class
     * @param id its id
     * @param change changes the row; false to leave it as it is
     * @param <T> its class
     * @return the task as it is now, detached; empty if there is no row
     * @throws IllegalStateException if the calling thread is inside a transaction
     */
    <T extends StreamTask> Optional<T> update(Class<T> type, String id, Predicate<? super T> change);

    /**
     * Finds tasks that have ended.
     *
     * @param type their class
     * @param limit when they ended, or before
     * @param max how many at most
     * @return tasks, detached, the one that ended first first
     */
    List<? extends StreamTask> endedBefore(Class<? extends StreamTask> type, Instant limit, int max);

    /**
     * Counts them.
     *
     * @param type their class
     * @param limit when they ended, or before
     * @return how many
     */
    long countEndedBefore(Class<? extends StreamTask> type, Instant limit);

    /**
     * Removes a row that has ended.
     *
     * @param task the task
     * @param limit when it ended, or before
     * @return true for the one caller that removed it
     */
    boolean remove(StreamTask task, Instant limit);

    /**
     * Does something when the transaction of the calling thread has been committed.
     *
     * @param action what to do
     * @return false if there is no transaction; then nothing will be done
     */
    boolean afterCommit(Runnable action);
}
