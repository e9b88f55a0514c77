package org.jobcast.impl.task;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jobcast.impl.channel.Names;
import org.jobcast.impl.job.JobEngine;
import org.jobcast.impl.job.JobView;
import org.jobcast.job.Job;
import org.jobcast.job.JobOptions;
import org.jobcast.job.JobRefusedException;
import org.jobcast.spi.JsonCodec;
import org.jobcast.task.StreamTask;
import org.jobcast.task.TaskCoordinator;
import org.jobcast.task.TaskEndedException;
import org.jobcast.task.TaskState;
import org.jobcast.task.TaskStatus;
import org.jobcast.task.UnknownTaskException;
import org.jspecify.annotations.Nullable;

/**
 * The stream tasks of an application. The job decides: what a row says follows it, written before clients learn of the end, and
 * repaired by whoever reads a row that was left behind. Thread-safe.
 */
public final class Tasks implements TaskCoordinator {
    private static final int BATCH = 100;
    private static final System.Logger LOG = System.getLogger(Tasks.class.getName());

    private final JobEngine jobs;
    private final JsonCodec json;
    private final InstantSource clock;
    private final String app;
    private volatile @Nullable TaskRows opened;

    /**
     * @param jobs runs them
     * @param json turns values into JSON
     * @param clock tells the time
     * @param app the name of the application, for its events
     */
    public Tasks(JobEngine jobs, JsonCodec json, InstantSource clock, String app) {
        this.jobs = jobs;
        this.json = json;
        this.clock = clock;
        this.app = app;
    }

    /**
     * Says where the rows are, once, when the application has started.
     *
     * @param rows the rows
     * @param beans the beans of the application
     * @throws IllegalArgumentException if an entity's name is too long for a job type, or not made of its characters
     */
    public void open(TaskRows rows, Beans beans) {
        rows.entities().forEach((entity, type) -> {
            if (!Names.isValid(entity, TaskKey.MAX_ENTITY) || entity.contains(":")) {
                throw new IllegalArgumentException(
                        "the entity " + entity + " is a stream task; its name must have 1 to " + TaskKey.MAX_ENTITY
                                + " characters of A-Z a-z 0-9 _ . -");
            }
            jobs.register(TaskKey.typeOf(entity), new TaskHandling<>(type, rows, beans, json, clock, app));
        });
        opened = rows;
    }

    private TaskRows rows() {
        TaskRows rows = opened;
        if (rows == null) {
            throw new IllegalStateException(
                    "jobcast does not know the persistence unit of the stream tasks: there must be"
                            + " one bean of type EntityManagerFactory, or one with @StreamTasks");
        }
        return rows;
    }

    /** A task and the name of its entity. */
    private record Named(String entity, Class<? extends StreamTask> type) {}

    private Named name(Class<?> type) {
        for (Class<?> known = type; known != null && known != StreamTask.class; known = known.getSuperclass()) {
            for (Map.Entry<String, Class<? extends StreamTask>> entity :
                    rows().entities().entrySet()) {
                if (entity.getValue() == known) {
                    return new Named(entity.getKey(), entity.getValue());
                }
            }
        }
        throw new IllegalArgumentException(
                type.getName() + " is no entity of the persistence unit of the stream tasks");
    }

    /** A row may be of an entity that extends the one it was asked for. */
    private Named nameOf(StreamTask row) {
        return name(row.getClass());
    }

    @Override
    public void start(StreamTask task) {
        Named named = name(task.getClass());
        String id = task.getId();
        boolean later = rows().afterCommit(() -> jobs.work(() -> startAfterCommit(named, id)));
        if (!later) {
            startNow(named, id);
        }
    }

    private void startAfterCommit(Named named, String id) {
        try {
            startNow(named, id);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the task " + id + " was stored, but could not be started", e);
        }
    }

    private void startNow(Named named, String id) {
        if (!jobs.isAccepting()) {
            throw new JobRefusedException(
                    TaskKey.typeOf(named.entity()),
                    "the task " + id + " was not started: the application is shutting down");
        }
        StreamTask row = require(named, id);
        TaskStatus status = row.status();
        if (status.state().hasEnded()) {
            throw new TaskEndedException(
                    id, "the task " + id + " has ended, it is " + status.state().label() + "; it can be restarted");
        }
        TaskKey key = new TaskKey(nameOf(row).entity(), id, status.run());
        jobs.start(key.type(), key, optionsOf(row, key));
    }

    private static JobOptions optionsOf(StreamTask row, TaskKey key) {
        JobOptions options = row.runOptions();
        // A repetition would be a job without a row.
        return new JobOptions(
                key.jobId(),
                row.getOwner(),
                row.getOwner() == null,
                options.timeout(),
                options.retry(),
                options.ttl(),
                options.historyEvents(),
                options.historyBytes(),
                options.slowClients(),
                false,
                null,
                Duration.ZERO);
    }

    @Override
    public void restart(StreamTask task) {
        Named named = name(task.getClass());
        TaskStatus seen = require(named, task.getId()).status();
        if (!seen.state().hasEnded()) {
            throw new IllegalStateException("the task " + task.getId() + " has not ended, it is "
                    + seen.state().label() + "; it was not restarted");
        }
        rows().update(named.type(), task.getId(), row -> {
            boolean same = row.status().run() == seen.run();
            if (same) {
                row.write(TaskStatus.open(TaskState.CREATED, seen.run() + 1, clock.instant()));
            }
            return same;
        });
        startNow(named, task.getId());
    }

    @Override
    public boolean isRunning(StreamTask task) {
        return job(task).filter(job -> !job.state().isTerminal()).isPresent();
    }

    @Override
    public Optional<Job> job(StreamTask task) {
        Named named = name(task.getClass());
        return rows().find(named.type(), task.getId())
                .flatMap(row -> view(nameOf(row), row))
                .map(job -> job);
    }

    private Optional<JobView> view(Named named, StreamTask row) {
        return jobs.view(new TaskKey(named.entity(), row.getId(), row.status().run()).jobId());
    }

    @Override
    public <T extends StreamTask> Optional<T> find(Class<T> type, String id) {
        Named named = name(type);
        return rows().find(named.type(), id).map(this::repaired).map(type::cast);
    }

    private StreamTask require(Named named, String id) {
        return rows().find(named.type(), id)
                .map(this::repaired)
                .orElseThrow(() -> new UnknownTaskException(
                        id, "the task " + id + " has no row of " + named.entity() + "; store it first"));
    }

    /** Has the row say how the job has ended, if it does not. */
    private StreamTask repaired(StreamTask row) {
        Named named = nameOf(row);
        TaskStatus said = row.status();
        if (said.state().hasEnded()) {
            return row;
        }
        Optional<JobView> job = view(named, row);
        Optional<TaskStatus> ended = Optional.empty();
        if (job.isEmpty() && said.state() == TaskState.RUNNING) {
            ended = Optional.of(TaskStatuses.lost(said.run(), clock.instant()));
        } else if (job.isPresent() && job.get().state().isTerminal()) {
            ended = Optional.of(TaskStatuses.of(
                    job.get().snapshot(), said.run(), job.get().resultJson().orElse(null)));
        }
        ended.ifPresent(status -> repair(named, row, status));
        return row;
    }

    private void repair(Named named, StreamTask row, TaskStatus status) {
        row.write(status);
        try {
            rows().update(named.type(), row.getId(), stored -> TaskHandling.end(stored, status.run(), status));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "the row of the task " + row.getId() + " says later how it ended", e);
        }
    }

    /**
     * Looks a task up for a client.
     *
     * @param entity the name of its entity
     * @return the class, empty if there is no such entity
     */
    public Optional<Class<? extends StreamTask>> entity(String entity) {
        TaskRows rows = opened;
        return rows == null
                ? Optional.empty()
                : Optional.ofNullable(rows.entities().get(entity));
    }

    /**
     * The entity of a row, which may extend the one that it was asked for.
     *
     * @param row a row
     * @return the name of its own entity
     */
    public String entityOf(StreamTask row) {
        return nameOf(row).entity();
    }

    /**
     * Whether a text can be the id of a task.
     *
     * @param text any text
     * @return true for a UUID in lower case
     */
    public static boolean isId(String text) {
        return TaskKey.isId(text);
    }

    /**
     * The id of the job of a task.
     *
     * @param entity the name of its entity
     * @param task the task
     * @return the id, whether there is such a job or not
     */
    public static String jobId(String entity, StreamTask task) {
        return new TaskKey(entity, task.getId(), task.status().run()).jobId();
    }

    /**
     * The type of the jobs of an entity.
     *
     * @param entity the name of the entity
     * @return a job type
     */
    public static String jobType(String entity) {
        return TaskKey.typeOf(entity);
    }

    /**
     * What the events of a task say besides their own data.
     *
     * @param entity the name of its entity
     * @param id its id
     * @return members of a JSON object
     */
    public String members(String entity, String id) {
        return "\"_task_id\":" + json.write(id) + ",\"_app\":" + json.write(app) + ",\"_model\":" + json.write(entity);
    }

    @Override
    public int cleanup(Duration olderThan, boolean dryRun) {
        if (olderThan.isNegative()) {
            throw new IllegalArgumentException("olderThan must not be negative");
        }
        Instant limit = before(clock.instant(), olderThan);
        long all = 0;
        for (Class<? extends StreamTask> type : roots()) {
            all += dryRun ? rows().countEndedBefore(type, limit) : remove(type, limit);
        }
        return (int) Math.min(Integer.MAX_VALUE, all);
    }

    /** The entities that extend no other one: queries for them find the rows of all, each once. */
    private List<Class<? extends StreamTask>> roots() {
        var all = rows().entities().values();
        return all.stream()
                .<Class<? extends StreamTask>>map(type -> type)
                .filter(type -> all.stream().noneMatch(other -> other != type && other.isAssignableFrom(type)))
                .toList();
    }

    private static Instant before(Instant now, Duration duration) {
        try {
            return now.minus(duration);
        } catch (DateTimeException | ArithmeticException e) {
            return Instant.EPOCH;
        }
    }

    private long remove(Class<? extends StreamTask> type, Instant limit) {
        long removed = 0;
        List<? extends StreamTask> batch;
        long before;
        do {
            before = removed;
            batch = rows().endedBefore(type, limit, BATCH);
            for (StreamTask task : batch) {
                if (rows().remove(task, limit)) {
                    jobs.remove(jobId(nameOf(task).entity(), task));
                    removed++;
                }
            }
        } while (batch.size() == BATCH && removed > before);
        return removed;
    }

    /**
     * Starts a task that nobody has started, because a client opens its stream.
     *
     * @param entity the name of its entity
     * @param task the task
     * @throws JobRefusedException if it cannot be started now
     */
    public void startOnConnect(String entity, StreamTask task) {
        if (task.status().state() == TaskState.CREATED) {
            TaskKey key = new TaskKey(entity, task.getId(), task.status().run());
            jobs.start(key.type(), key, optionsOf(task, key));
        }
    }
}
