package org.jobcast.task;

import java.time.Duration;
import java.util.Optional;
import org.jobcast.job.Job;

/**
 * Starts stream tasks. Inject it by CDI. Thread-safe; the methods wait for the database.
 *
 * <p>It needs to know where the application's entities live: a bean of type {@code EntityManagerFactory}, with {@link
 * StreamTasks} if there are several. Where the server manages persistence units, this makes one:
 *
 * <pre>{@code
 * @Produces @PersistenceUnit EntityManagerFactory factory;
 * }</pre>
 *
 * <p>Methods throw {@link IllegalStateException} if there is none.
 */
public interface TaskCoordinator {
    /**
     * Starts a task, unless it was started already: however many nodes and threads ask, {@code process} runs once. Inside a
     * JTA transaction, the task is started when that has been committed, and not at all if it is rolled back.
     *
     * @param task the task; its row is stored
     * @throws UnknownTaskException if it has no row that can be seen
     * @throws TaskEndedException if it has ended; see {@link #restart}
     * @throws org.jobcast.job.JobRefusedException if the queue is full or the application is shutting down
     */
    void start(StreamTask task);

    /**
     * Runs a task that has ended from the beginning, with a new stream and without its steps and checkpoints. Must not be called
     * inside a transaction. Of several callers at once all mean the same run.
     *
     * @param task the task
     * @throws UnknownTaskException if it has no row
     * @throws IllegalStateException if it has not ended, or a transaction is open
     * @throws org.jobcast.job.JobRefusedException if the queue is full or the application is shutting down; the task may then be
     *     started later
     */
    void restart(StreamTask task);

    /**
     * Whether a task was started and has not ended, on whatever node.
     *
     * @param task the task
     * @return true also while it waits for a thread
     */
    boolean isRunning(StreamTask task);

    /**
     * Loads a task with what is known of it now.
     *
     * @param type its class
     * @param id its id
     * @param <T> its class
     * @return the task, detached; empty if there is none
     * @throws IllegalArgumentException if the class is no task of the persistence unit
     */
    <T extends StreamTask> Optional<T> find(Class<T> type, String id);

    /**
     * The job of the latest run of a task: to follow, to cancel and, by its id, to signal it.
     *
     * @param task the task
     * @return the job; empty if the task was not started or its stream is not kept any more
     */
    Optional<Job> job(StreamTask task);

    /**
     * Removes the rows of tasks, of all classes, that ended some time ago, and their streams.
     *
     * @param olderThan counted from {@code completed_at}
     * @param dryRun true to only count them
     * @return how many
     * @throws IllegalArgumentException if the time is negative
     */
    int cleanup(Duration olderThan, boolean dryRun);
}
