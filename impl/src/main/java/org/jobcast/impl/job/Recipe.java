package org.jobcast.impl.job;

import java.time.Duration;
import java.util.Objects;
import org.jobcast.channel.SlowClientPolicy;
import org.jobcast.job.JobOptions;
import org.jobcast.job.RetryPolicy;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.JsonCodec;
import org.jspecify.annotations.Nullable;

/**
 * How a job is run: what it works on, and its options. It is kept with the job as JSON; members that a later version adds are
 * ignored by an earlier one.
 *
 * @param input what it works on, JSON text
 * @param timeout how long it may run, null for no limit
 * @param retry whether a failed attempt is repeated
 * @param ttl how long it is kept after its end, null for the setting's value
 * @param historyEvents how many events its history holds, 0 for the setting's value
 * @param historyBytes how many bytes its history holds, 0 for the setting's value
 * @param slowClients what happens to a slow client, null for the setting's value
 * @param repeatable whether it may be run again after its end
 * @param repeats the id of the job that it repeats, null for none
 */
record Recipe(
        String input,
        @Nullable Duration timeout,
        RetryPolicy retry,
        @Nullable Duration ttl,
        int historyEvents,
        long historyBytes,
        @Nullable SlowClientPolicy slowClients,
        boolean repeatable,
        @Nullable String repeats) {
    static Recipe of(String input, JobOptions options, @Nullable String repeats) {
        return new Recipe(
                input,
                options.timeout(),
                options.retry(),
                options.ttl(),
                options.historyEvents(),
                options.historyBytes(),
                options.slowClients(),
                options.repeatable(),
                repeats);
    }

    /** The options of another job that does the same. */
    JobOptions options(String id, @Nullable String owner) {
        return new JobOptions(
                id,
                owner,
                owner == null,
                timeout,
                retry,
                ttl,
                historyEvents,
                historyBytes,
                slowClients,
                repeatable,
                null,
                Duration.ZERO);
    }

    /**
     * Reads the recipe of a job.
     *
     * @throws IllegalArgumentException if it has none that can be read
     */
    static Recipe of(JobRecord job, JsonCodec json) {
        String text = job.input();
        Recipe recipe = text == null ? null : json.read(text, Recipe.class);
        if (recipe == null) {
            throw new IllegalArgumentException("job " + job.id() + " cannot be run again");
        }
        return recipe;
    }

    int historyEvents(JobSettings settings) {
        return historyEvents == 0 ? settings.historyEvents() : historyEvents;
    }

    long historyBytes(JobSettings settings) {
        return historyBytes == 0 ? settings.historyBytes() : historyBytes;
    }

    JobSpec spec(JobRecord job, JobSettings settings) {
        return new JobSpec(
                job.id(),
                job.type(),
                job.owner(),
                timeout,
                Objects.requireNonNullElse(ttl, settings.ttl()),
                Objects.requireNonNullElse(slowClients, settings.slowClients()));
    }
}
