package org.jobcast.impl.store.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jobcast.spi.StoreException;
import org.jspecify.annotations.Nullable;

/** Requests on their way: sent, waited for, and sent again where that helps. Used by one thread, once. */
final class Exchange {
    private static final long SHORTEST_PAUSE = Duration.ofMillis(5).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofMillis(200).toNanos();

    private static final Duration LONGEST_CONFIRMATION = Duration.ofMillis(500);

    /** How errors begin that pass: Redis starts, fails over, or moves keys. */
    private static final List<String> PASSING =
            List.of("LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "BUSY", "NOREPLICAS");

    private final List<Request> requests;
    private final Redis redis;
    private final @Nullable Answer[] answers;
    private final boolean[] spelledOut;
    private final @Nullable Throwable[] lost;
    private @Nullable Throwable lastFailure;
    private boolean mustWait;

    Exchange(List<Request> requests, Redis redis) {
        this.requests = requests;
        this.redis = redis;
        this.answers = new Answer[requests.size()];
        this.spelledOut = new boolean[requests.size()];
        this.lost = new Throwable[requests.size()];
    }

    /** An interrupted thread waits as well, since jobs are interrupted when they are cancelled; it stays interrupted. */
    List<Answer> await(Duration timeout) {
        boolean interrupted = Thread.interrupted();
        try {
            long end = System.nanoTime() + timeout.toNanos();
            long pause = SHORTEST_PAUSE;
            while (!attempt(end)) {
                long left = end - System.nanoTime();
                if (redis.isClosed()) {
                    throw new StoreException("the store is closed", cause());
                }
                if (left <= 0) {
                    throw new StoreException("Redis did not answer within " + timeout + "; ask again", cause());
                }
                if (mustWait) {
                    LockSupport.parkNanos(Math.min(pause, left));
                    pause = Math.min(pause * 2, LONGEST_PAUSE);
                }
                interrupted |= Thread.interrupted();
            }
            return Arrays.stream(answers).map(Objects::requireNonNull).toList();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Throwable cause() {
        return lastFailure == null ? new TimeoutException() : lastFailure;
    }

    /** Sends what has no answer yet, and waits. True if everything has one now. */
    private boolean attempt(long end) {
        mustWait = false;
        List<Integer> open = open();
        List<AsyncCommand<byte[], byte[], List<Object>>> commands = new ArrayList<>();
        open.forEach(index -> commands.add(requests.get(index).toCommand(spelledOut[index])));
        boolean confirms = redis.replicas() > 0
                && open.stream().anyMatch(index -> requests.get(index).isWrite());
        if (confirms) {
            commands.add(confirmation(end));
        }
        redis.send(commands);
        boolean silent = true;
        for (int n = 0; n < open.size(); n++) {
            silent &= !await(commands.get(n), open.get(n), end);
        }
        if (silent) {
            redis.replaceConnection();
        }
        if (confirms && !isConfirmed(commands.get(open.size()), end)) {
            withdraw(open);
        }
        return open().isEmpty();
    }

    private List<Integer> open() {
        return IntStream.range(0, answers.length)
                .filter(index -> answers[index] == null)
                .boxed()
                .toList();
    }

    /** Waits in the server, so that it holds up nothing but what comes after it on this connection. */
    private AsyncCommand<byte[], byte[], List<Object>> confirmation(long end) {
        long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
        return Request.of(CommandType.WAIT)
                .arg(redis.replicas())
                .arg(Math.max(1, Math.min(left / 2, LONGEST_CONFIRMATION.toMillis())))
                .toCommand(false);
    }

    private boolean isConfirmed(AsyncCommand<byte[], byte[], List<Object>> confirmation, long end) {
        try {
            return (Long) uninterruptibly(confirmation, end).get(0) >= redis.replicas();
        } catch (TimeoutException | ExecutionException | CancellationException e) {
            lastFailure = e;
            return false;
        }
    }

    /** What the server has done may be lost with it, so it is done again until replicas have it. */
    private void withdraw(List<Integer> sent) {
        mustWait = true;
        Throwable reason = new RedisException("not confirmed by " + redis.replicas() + " replicas");
        for (int index : sent) {
            if (requests.get(index).isWrite()) {
                answers[index] = null;
                lost[index] = reason;
                lastFailure = reason;
            }
        }
    }

    /** Waits for one answer. False if there is none in time. */
    private boolean await(AsyncCommand<byte[], byte[], List<Object>> command, int index, long end) {
        try {
            answers[index] = new Answer(uninterruptibly(command, end), lost[index]);
        } catch (TimeoutException e) {
            command.cancel();
            lost[index] = e;
            return false;
        } catch (ExecutionException e) {
            judge(Objects.requireNonNull(e.getCause()), index);
        } catch (CancellationException e) {
            judge(e, index);
        }
        return true;
    }

    private static <T> T uninterruptibly(CompletableFuture<T> future, long end)
            throws TimeoutException, ExecutionException {
        boolean interrupted = false;
        try {
            for (; ; ) {
                try {
                    return future.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Throws unless another attempt may help. */
    private void judge(Throwable failure, int index) {
        lastFailure = failure;
        if (failure instanceof RedisNoScriptException) {
            spelledOut[index] = true;
        } else if (failure instanceof RedisCommandExecutionException refused) {
            String message = String.valueOf(refused.getMessage()).toUpperCase(Locale.ROOT);
            // Before Redis 7 an error inside a script comes wrapped.
            if (PASSING.stream().noneMatch(code -> message.startsWith(code) || message.contains("-" + code))) {
                throw new StoreException("Redis refuses " + requests.get(index), refused);
            }
            mustWait = true;
            if (message.contains("READONLY")) {
                redis.replaceConnection();
            }
        } else {
            // Whether Redis has done it before is for the script to find out.
            mustWait = true;
            lost[index] = failure;
        }
    }
}
