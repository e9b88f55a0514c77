package org.jobcast.impl.job;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jobcast.impl.concurrent.Threads;
import org.jobcast.spi.JsonCodec;

/**
 * What the jobs of one engine share.
 *
 * @param json turns values into JSON
 * @param clock the clocks
 * @param timer wakes up for timeouts and retries, and completes stages
 * @param executor gives threads
 * @param environment the application
 * @param closing whether the engine is shutting down
 * @param home where the jobs live
 * @param handlers the work that has a name
 * @param notes where jobs keep what a further attempt must know
 * @param onEnd is told once of each job whose end clients know, or that belongs to another node now
 */
record JobHost(
        JsonCodec json,
        EngineClock clock,
        ScheduledExecutorService timer,
        JobExecutor executor,
        JobEnvironment environment,
        BooleanSupplier closing,
        JobHome home,
        Handlers handlers,
        JobNotes notes,
        Consumer<LiveJob> onEnd) {
    static JobHost of(
            JobFacilities with,
            BooleanSupplier closing,
            JobHome home,
            Handlers handlers,
            JobNotes notes,
            Consumer<LiveJob> onEnd) {
        return new JobHost(
                with.json(),
                with.clock(),
                with.timer(),
                with.executor(),
                with.environment(),
                closing,
                home,
                handlers,
                notes,
                onEnd);
    }

    /** For changes that must not be lost. In memory there is nothing to wait for. */
    Patience patience() {
        return home.keepsEnded() ? Patience.NONE : new Patience(closing);
    }

    /** Runs work of the engine on its timer thread, or here if that has ended. */
    void onTimer(Runnable work) {
        if (closing.getAsBoolean()) {
            work.run();
            return;
        }
        try {
            timer.execute(work);
        } catch (RejectedExecutionException e) {
            work.run();
        }
    }

    /** Runs work of the application on a thread for bodies, or on one of its own: the caller must not wait for it. */
    void onWorker(Runnable work) {
        onWorker(executor, work);
    }

    static void onWorker(JobExecutor executor, Runnable work) {
        try {
            executor.execute(work);
        } catch (RejectedExecutionException e) {
            Threads.daemon("jobcast-cancel", work).start();
        }
    }
}
