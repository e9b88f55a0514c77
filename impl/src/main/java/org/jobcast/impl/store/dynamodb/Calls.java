package org.jobcast.impl.store.dynamodb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jobcast.impl.concurrent.Threads;
import org.jobcast.spi.StoreException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;

/**
 * Sends requests from threads of the store's own: the client library gives up when the thread that calls it is interrupted,
 * and jobs are. What the library does not send again by itself, conflicts of transactions, is sent again here.
 */
final class Calls implements AutoCloseable {
    private static final long IDLE_SECONDS = 30;
    private static final long CLOSING_MILLIS = 500;
    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(500);
    private static final Set<String> PASSING =
            Set.of("TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded");

    private final ThreadPoolExecutor threads;
    private final ScheduledThreadPoolExecutor timer;
    private final Duration patience;

    /**
     * Starts no thread yet.
     *
     * @param connections how many requests are under way at most; others wait for their turn
     * @param patience how long a request is sent again
     * @param name the beginning of the names of its threads
     */
    Calls(int connections, Duration patience, String name) {
        this.patience = patience;
        this.threads = new ThreadPoolExecutor(
                connections,
                connections,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Threads.factory(name));
        threads.allowCoreThreadTimeOut(true);
        this.timer = Threads.timer(name + "timer-");
    }

    /** Ends what takes too long. The client library does not wait for the end of a timer of its own when it is closed. */
    ScheduledExecutorService timer() {
        return timer;
    }

    /** A request that may have to be sent again after a pause. */
    interface Attempt<T> {
        /** The answer, or null if there is to be another attempt. */
        @Nullable T make();
    }

    /** The pauses between attempts: longer each time, and never the same for two who got into each other's way. */
    private final class Pauses {
        private final long end;
        private long longest = FIRST_PAUSE;

        Pauses(Duration patience) {
            end = System.nanoTime() + patience.toNanos();
        }

        boolean next() {
            if (System.nanoTime() - end >= 0 || threads.isShutdown()) {
                return false;
            }
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(longest) + 1);
            longest = Math.min(longest * 2, LONGEST_PAUSE);
            return true;
        }
    }

    /** Waits for the answer to a request, whether the caller is interrupted or not. */
    <T> T call(Supplier<T> request) {
        return await(submit(request));
    }

    /** Waits for the answers to requests that are sent at once; throws if one of them fails, but not before all are done. */
    <T> List<T> callAll(List<Supplier<T>> requests) {
        if (requests.size() == 1) {
            return List.of(call(requests.get(0)));
        }
        List<Future<T>> sent = new ArrayList<>();
        for (Supplier<T> request : requests) {
            sent.add(submit(request));
        }
        List<T> answers = new ArrayList<>();
        RuntimeException failure = null;
        for (Future<T> each : sent) {
            try {
                answers.add(await(each));
            } catch (RuntimeException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return answers;
    }

    private <T> Future<T> submit(Supplier<T> request) {
        try {
            return threads.submit(() -> patiently(() -> attempt(request)));
        } catch (RejectedExecutionException e) {
            throw closed(e);
        }
    }

    private static IllegalStateException closed(RuntimeException cause) {
        return new IllegalStateException("the store is closed", cause);
    }

    /** Makes attempts until there is an answer; for threads of the store. */
    <T> T patiently(Attempt<T> attempt) {
        return patiently(patience, attempt);
    }

    <T> T patiently(Duration patience, Attempt<T> attempt) {
        Pauses pauses = new Pauses(patience);
        for (; ; ) {
            T answer = attempt.make();
            if (answer != null) {
                return answer;
            }
            if (!pauses.next()) {
                throw new StoreException(
                        "DynamoDB was too busy to do what it was asked; whoever asked may ask again",
                        new IllegalStateException("no success within " + patience));
            }
        }
    }

    private static <T> @Nullable T attempt(Supplier<T> request) {
        try {
            return request.get();
        } catch (TransactionConflictException | TransactionInProgressException e) {
            return null;
        } catch (TransactionCanceledException e) {
            if (isPassing(e)) {
                return null;
            }
            throw e;
        }
    }

    /** Whether it was refused by a condition. */
    static boolean isRefused(TransactionCanceledException e) {
        return has(e, Set.of("ConditionalCheckFailed"));
    }

    /** Whether others were in its way, or there was no room for it. */
    private static boolean isPassing(TransactionCanceledException e) {
        return has(e, PASSING);
    }

    private static boolean has(TransactionCanceledException e, Set<String> codes) {
        return e.cancellationReasons().stream()
                .map(CancellationReason::code)
                .anyMatch(code -> code != null && codes.contains(code));
    }

    private static <T> T await(Future<T> answer) {
        boolean interrupted = false;
        try {
            for (; ; ) {
                try {
                    return answer.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (CancellationException e) {
                    throw closed(e);
                } catch (ExecutionException e) {
                    throw translated(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException translated(@Nullable Throwable cause) {
        if (cause instanceof ConditionalCheckFailedException || cause instanceof StoreException) {
            return (RuntimeException) cause;
        }
        if (cause instanceof SdkException) {
            return new StoreException(
                    "DynamoDB did not do what it was asked, or did not say so; whoever asked may ask again", cause);
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(cause);
    }

    /** Ends all requests; those that wait for their turn at once, those under way within half a second or soon after. */
    @Override
    public void close() {
        for (Runnable waiting : threads.shutdownNow()) {
            ((Future<?>) waiting).cancel(false);
        }
        timer.shutdownNow();
        try {
            threads.awaitTermination(CLOSING_MILLIS, TimeUnit.MILLISECONDS);
            timer.awaitTermination(CLOSING_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
