package org.jobcast.impl.task;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jobcast.impl.job.Handling;
import org.jobcast.job.JobBody;
import org.jobcast.job.JobContext;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.JsonCodec;
import org.jobcast.task.StreamTask;
import org.jobcast.task.TaskState;
import org.jobcast.task.TaskStatus;
import org.jspecify.annotations.Nullable;

/** The tasks of one entity as jobs. */
final class TaskHandling<T extends StreamTask> implements Handling {
    /** How often the end of a task is written, before the next one who reads the row has to do it. */
    private static final int ATTEMPTS = 4;

    private static final long PAUSE = Duration.ofMillis(250).toNanos();

    private final Class<T> type;
    private final TaskRows rows;
    private final Beans beans;
    private final JsonCodec json;
    private final InstantSource clock;
    private final String app;

    TaskHandling(Class<T> type, TaskRows rows, Beans beans, JsonCodec json, InstantSource clock, String app) {
        this.type = type;
        this.rows = rows;
        this.beans = beans;
        this.json = json;
        this.clock = clock;
        this.app = app;
    }

    @Override
    public JobBody body(String input) {
        return context -> run(json.read(input, TaskKey.class), context);
    }

    private @Nullable Object run(@Nullable TaskKey key, JobContext context) throws Exception {
        if (key == null) {
            throw new IllegalArgumentException("a task needs a row");
        }
        T task = rows.update(type, key.id(), row -> begin(row, key.run()))
                .orElseThrow(() -> new IllegalStateException("the row of the task is gone"));
        Object value = beans.call(lookup -> () -> process(task, context, lookup));
        int length = json.write(value).length();
        if (length > StreamTask.MAX_FINAL_VALUE) {
            throw new IllegalArgumentException("the final value has " + length + " characters of JSON, more than the "
                    + StreamTask.MAX_FINAL_VALUE + " that a row holds");
        }
        return value;
    }

    private @Nullable Object process(T task, JobContext context, Beans.Lookup lookup) throws Exception {
        try (LiveTaskContext live = new LiveTaskContext(context, task, rows, lookup)) {
            return task.process(live);
        }
    }

    private boolean begin(T row, int run) {
        TaskStatus status = row.status();
        if (status.run() == run && status.state() == TaskState.CREATED) {
            row.write(TaskStatus.open(TaskState.RUNNING, run, clock.instant()));
            return true;
        }
        return false;
    }

    @Override
    public Supplier<String> stamp(JobRecord job) {
        String fixed = "\"_task_id\":" + json.write(TaskKey.of(job).id()) + ",\"_app\":" + json.write(app)
                + ",\"_model\":" + json.write(TaskKey.of(job).entity()) + ",\"_timestamp\":\"";
        return () -> fixed + Instant.ofEpochMilli(clock.millis()) + '"';
    }

    @Override
    public boolean hearsEnds() {
        return true;
    }

    @Override
    public void ended(JobRecord job) {
        TaskKey key = TaskKey.of(job);
        for (int attempt = 1; ; attempt++) {
            try {
                rows.update(type, key.id(), row -> end(row, key.run(), TaskStatuses.of(job)));
                return;
            } catch (RuntimeException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                LockSupport.parkNanos(this, PAUSE << attempt);
            }
        }
    }

    static boolean end(StreamTask row, int run, TaskStatus status) {
        boolean open = row.status().run() == run && !row.status().state().hasEnded();
        if (open) {
            row.write(status);
        }
        return open;
    }
}
