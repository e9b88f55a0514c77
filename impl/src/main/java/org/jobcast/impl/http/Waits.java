package org.jobcast.impl.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.Waker;

/** Waits without a thread: until a log has news, the time is up, or the application stops. */
@SuppressWarnings("CollectionUndefinedEquality") // A future equals itself only, which is what is meant.
final class Waits {
    private final ScheduledExecutorService timer;
    private final Set<Runnable> open = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;

    Waits(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /** Completes on the timer thread when the condition holds after a change of the log, or the time is up. */
    CompletionStage<Void> until(EventLog log, BooleanSupplier condition, Duration time) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        AtomicBoolean queued = new AtomicBoolean();
        Runnable check = () -> {
            queued.set(false);
            if (condition.getAsBoolean()) {
                done.complete(null);
            }
        };
        Waker waker = () -> {
            if (!done.isDone() && queued.compareAndSet(false, true)) {
                submit(check, done);
            }
        };
        log.addWaker(waker);
        Runnable finish = () -> done.complete(null);
        open.add(finish);
        if (ended) {
            finish.run();
        }
        try {
            var timeout = timer.schedule(() -> done.complete(null), time.toMillis(), TimeUnit.MILLISECONDS);
            waker.wake();
            return done.whenComplete((nothing, failure) -> {
                timeout.cancel(false);
                log.removeWaker(waker);
                open.remove(finish);
            });
        } catch (RejectedExecutionException e) {
            log.removeWaker(waker);
            open.remove(finish);
            done.complete(null);
            return done;
        }
    }

    /** Ends all waits on the caller's thread, and those that still begin. */
    void end() {
        ended = true;
        open.forEach(Runnable::run);
    }

    private void submit(Runnable check, CompletableFuture<Void> done) {
        try {
            timer.execute(check);
        } catch (RejectedExecutionException e) {
            done.complete(null);
        }
    }
}
