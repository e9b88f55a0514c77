package org.jobcast.impl.job;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jobcast.impl.channel.Names;
import org.jobcast.job.JobBody;
import org.jobcast.job.JobHandler;
import org.jobcast.spi.JobRecord;
import org.jobcast.spi.JsonCodec;
import org.jspecify.annotations.Nullable;

/** The types of jobs whose work has a name. Thread-safe. */
final class Handlers {
    private static final System.Logger LOG = System.getLogger(Handlers.class.getName());

    private final ConcurrentMap<String, Handling> byType = new ConcurrentHashMap<>();

    /** The work that an application has registered. */
    private record Registered<I>(Class<I> input, JobHandler<? super I> handler, JsonCodec json) implements Handling {
        @Override
        @SuppressWarnings("NullAway") // A job that was started with null gets null.
        public JobBody body(String text) {
            return context -> handler.run(json.read(text, input), context);
        }

        @Override
        public void check(String text) {
            json.read(text, input);
        }
    }

    static <I> Handling of(Class<I> input, JobHandler<? super I> handler, JsonCodec json) {
        return new Registered<>(
                Objects.requireNonNull(input, "input"), Objects.requireNonNull(handler, "handler"), json);
    }

    void register(String type, Handling handling) {
        Names.require("a job type", Objects.requireNonNull(type, "type"), Names.MAX_TYPE);
        if (byType.putIfAbsent(type, handling) != null) {
            throw new IllegalArgumentException("the job type " + type + " is registered already");
        }
    }

    Optional<Handling> find(String type) {
        return Optional.ofNullable(byType.get(type));
    }

    Handling require(String type) {
        return find(type)
                .orElseThrow(() -> new IllegalArgumentException("the job type "
                        + (Names.isValid(type, Names.MAX_TYPE) ? type : "of " + type.length() + " characters")
                        + " is not registered here; register it when the application starts"));
    }

    @Nullable Supplier<String> stamp(JobRecord job) {
        return find(job.type()).map(handling -> handling.stamp(job)).orElse(null);
    }

    /**
     * Tells the application of an end, then goes on; on the calling thread if the application does not want to hear of it.
     *
     * @param ended the last record
     * @param threads threads of the application
     * @param next what follows, also when the application fails
     */
    void tellEnd(JobRecord ended, Executor threads, Runnable next) {
        Optional<Handling> handling = find(ended.type()).filter(Handling::hearsEnds);
        if (handling.isEmpty()) {
            next.run();
            return;
        }
        threads.execute(() -> {
            try {
                handling.get().ended(ended);
            } catch (RuntimeException | Error e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "job " + ended.id() + " has ended, but its application could not take note",
                        e);
            } finally {
                next.run();
            }
        });
    }
}
