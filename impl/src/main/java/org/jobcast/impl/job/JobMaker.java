package org.jobcast.impl.job;

import java.util.Optional;
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
    private final KeptJobs kept;

    JobMaker(JobSettings settings, Logs logs, JobStore store, JobHost host, KeptJobs kept) {
        this.settings = settings;
        this.logs = logs;
        this.store = store;
        this.host = host;
        this.kept = kept;
    }

    /** Makes a new job. The log comes first: whoever finds the record finds the log, too. Null if the id is taken. */
    @Nullable LiveJob create(JobRecord first, Recipe recipe) {
        EventLog log = log(first, recipe).orElse(null);
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
        return created ? live(first, recipe, log) : null;
    }

    /** Makes a job again that another node began; null if it belongs to yet another one by now. */
    @Nullable LiveJob revive(JobRecord claimed, Recipe recipe) {
        return log(claimed, recipe).map(log -> live(claimed, recipe, log)).orElse(null);
    }

    private Optional<EventLog> log(JobRecord job, Recipe recipe) {
        return host.home()
                .log(
                        job,
                        recipe.historyEvents(settings),
                        recipe.historyBytes(settings),
                        () -> kept.find(job.id()).ifPresent(LiveJob::abandon));
    }

    private LiveJob live(JobRecord job, Recipe recipe, EventLog log) {
        return new LiveJob(recipe.spec(job, settings), host, StateKeeper.ofOwner(store, job), log);
    }
}
