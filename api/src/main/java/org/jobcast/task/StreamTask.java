package org.jobcast.task;

import jakarta.persistence.Column;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Version;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jobcast.job.JobError;
import org.jobcast.job.JobOptions;
import org.jspecify.annotations.Nullable;

/**
 * A job that is also an entity of the application: extend it, add columns, and say what it does.
 *
 * <pre>{@code
 * @Entity
 * public class ImportTask extends StreamTask {
 *     private String file;
 *
 *     @Override
 *     public Object process(TaskContext context) throws Exception {
 *         return context.stream(context.lookup(Importer.class).rows(file));
 *     }
 * }
 * }</pre>
 *
 * <p>Store it, then give it to {@link TaskCoordinator#start}. It runs once in the whole cluster; when its node dies, another one
 * runs it again. The table has, besides the entity's own columns: {@code id}, {@code version}, {@code created_at}, {@code
 * updated_at}, {@code completed_at} (in UTC), {@code task_state}, {@code run_number}, {@code final_value}, {@code error_type},
 * {@code error_message} and {@code owner}. Row and stream are written by different transactions; the end of the stream is told
 * after the row says it.
 *
 * <p>An instance is used by one thread at a time, as entities are.
 */
@MappedSuperclass
public abstract class StreamTask {
    /** The longest final value, in characters of JSON text. */
    public static final int MAX_FINAL_VALUE = 1_000_000;

    private static final int MAX_ERROR = 2_100;

    @Id
    @Column(name = "id", length = 36)
    private String id = UUID.randomUUID().toString();

    @Version
    @Column(name = "version")
    private long version;

    @Column(name = "created_at", nullable = false)
    private LocalDateTime createdAt = utc(InstantSource.system().instant());

    @Column(name = "updated_at", nullable = false)
    private LocalDateTime updatedAt = createdAt;

    @Column(name = "completed_at")
    private @Nullable LocalDateTime completedAt;

    @Column(name = "task_state", length = 16, nullable = false)
    private String taskState = TaskState.CREATED.name();

    @Column(name = "run_number", nullable = false)
    private int runNumber = 1;

    @Column(name = "final_value", length = MAX_FINAL_VALUE)
    private @Nullable String finalValue;

    @Column(name = "error_type", length = MAX_ERROR)
    private @Nullable String errorType;

    @Column(name = "error_message", length = MAX_ERROR)
    private @Nullable String errorMessage;

    @Column(name = "owner")
    private @Nullable String owner;

    /** A task that nobody has started, with a new random id. */
    protected StreamTask() {}

    /**
     * Does the work. It may run more than once, see {@link org.jobcast.job.JobHandler#run}. It runs outside of a transaction on
     * an instance of its own that is detached; change columns by {@link TaskContext#update}.
     *
     * @param context the way to report, to look beans up, and to see that the task was asked to stop
     * @return the final value, any value that becomes at most 1,000,000 characters of JSON, or null
     * @throws Exception what makes the attempt fail
     */
    public abstract @Nullable Object process(TaskContext context) throws Exception;

    /**
     * How the task is run: its timeout, its retries, how long its stream is kept. Id, owner and start time are the task's, and
     * it is run again by {@link TaskCoordinator#restart}, not by {@code repeatable}.
     *
     * @return the default options
     */
    protected JobOptions options() {
        return JobOptions.defaults();
    }

    /**
     * The task's id.
     *
     * @return 36 characters, not to be guessed
     */
    public String getId() {
        return id;
    }

    /**
     * Who it belongs to.
     *
     * @return the principal's name, null for an anonymous task, which whoever knows its id may read
     */
    public @Nullable String getOwner() {
        return owner;
    }

    /**
     * Gives it to a principal.
     *
     * @param owner the principal's name, at most 255 characters
     */
    public void setOwner(@Nullable String owner) {
        this.owner = owner;
    }

    /**
     * When the object was made.
     *
     * @return to the microsecond
     */
    public Instant getCreatedAt() {
        return createdAt.toInstant(ZoneOffset.UTC);
    }

    /**
     * What the row says.
     *
     * @return as it was when this instance was loaded; {@link TaskCoordinator#find} gives the newest
     */
    public TaskStatus status() {
        return new TaskStatus(
                TaskState.valueOf(taskState),
                runNumber,
                updatedAt.toInstant(ZoneOffset.UTC),
                completedAt == null ? null : completedAt.toInstant(ZoneOffset.UTC),
                finalValue,
                errorType == null ? null : new JobError(errorType, errorMessage == null ? "" : errorMessage));
    }

    /**
     * Writes what the row says. Only jobcast has reason to call it.
     *
     * @param status the status
     */
    public void write(TaskStatus status) {
        JobError error = status.error();
        Instant completed = status.completedAt();
        taskState = status.state().name();
        runNumber = status.run();
        updatedAt = utc(status.updatedAt());
        completedAt = completed == null ? null : utc(completed);
        finalValue = status.finalValue();
        errorType = error == null ? null : storable(error.type());
        errorMessage = error == null ? null : storable(error.message());
    }

    /** PostgreSQL refuses NUL in a text, and the row would never say how the task has ended. */
    private static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }

    /**
     * How the task is to be run. Only jobcast has reason to call it.
     *
     * @return what {@link #options()} says
     */
    public JobOptions runOptions() {
        return options();
    }

    private static LocalDateTime utc(Instant time) {
        return LocalDateTime.ofInstant(time.truncatedTo(ChronoUnit.MICROS), ZoneOffset.UTC);
    }
}
