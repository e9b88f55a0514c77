package org.jobcast.impl.job;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.Logs;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.JobStore;
import org.jspecify.annotations.Nullable;

/** Makes the jobs of this node. Thread-safe. */
final class JobMaker {
    private final JobSettings settings;
    private final Logs logs;
    private final JobStore store;
    private final JobHost host;

    JobMaker(JobSettings settings, Logs logs, JobStore store, JobHost host) {
        this.settings = settings;
        this.logs = logs;
        this.store = store;
        this.host = host;
    }

    /** Makes a new job. The log comes first: whoever finds the record finds the log, too. Null if the id is taken. */
    @Nullable LiveJob create(JobRecord first, Recipe recipe) {
        AtomicReference<@Nullable LiveJob> writer = new AtomicReference<>();
        EventLog log = log(first, recipe, writer).orElse(null);
        if (log == null) {
            return null;
        }
        boolean created = false;
        try {
            created = host.home().create(first);
        } finally {
            if (!created) {
                logs.release(log);
            }
        }
        return created ? live(first, recipe, log, writer) : null;
    }

    /** Makes a job again that another node began; null if it belongs to yet another one by now. */
    @Nullable LiveJob revive(JobRecord claimed, Recipe recipe) {
        AtomicReference<@Nullable LiveJob> writer = new AtomicReference<>();
        return log(claimed, recipe, writer)
                .map(log -> live(claimed, recipe, log, writer))
                .orElse(null);
    }

    /** Who loses the log is the one that writes it: under its id another one may run here by then, with a higher fence. */
    private Optional<EventLog> log(JobRecord job, Recipe recipe, AtomicReference<@Nullable LiveJob> writer) {
        return host.home()
                .log(
                        job,
                        recipe.historyEvents(settings),
                        recipe.historyBytes(settings),
                        () -> Optional.ofNullable(writer.get()).ifPresent(LiveJob::abandon));
    }

    private LiveJob live(JobRecord job, Recipe recipe, EventLog log, AtomicReference<@Nullable LiveJob> writer) {
        LiveJob live = new LiveJob(recipe.spec(job, settings), host, StateKeeper.ofOwner(store, job), log);
        writer.set(live);
        if (job.input() != null) {
            live.repetition(RecipeRepetition.of(job, recipe));
        }
        return live;
    }
}
