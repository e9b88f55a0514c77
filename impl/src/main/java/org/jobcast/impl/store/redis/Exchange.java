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
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
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

    private static final long SHORTEST_CONFIRMATION = Duration.ofMillis(20).toNanos();
    private static final long LONGEST_CONFIRMATION = Duration.ofMillis(160).toNanos();

    /** How errors begin that pass: Redis starts, fails over, or moves keys. */
    private static final List<String> PASSING =
            List.of("LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "BUSY", "NOREPLICAS");

    /** Whether Redis refuses for a moment only. */
    static boolean isPassing(RedisCommandExecutionException refused) {
        String message = String.valueOf(refused.getMessage()).toUpperCase(Locale.ROOT);
        // Before Redis 7 an error inside a script comes wrapped.
        return PASSING.stream().anyMatch(code -> message.startsWith(code) || message.contains("-" + code));
    }

    private final List<Request> requests;
    private final Redis redis;
    private final @Nullable Answer[] answers;
    private final boolean[] spelledOut;
    private final @Nullable Throwable[] lost;
    private @Nullable Throwable lastFailure;
    private boolean mustWait;

    /** Where writes were done of which replicas do not know yet, as far as is known here. */
    private Link.@Nullable Life written;

    private long confirmationTime = SHORTEST_CONFIRMATION;

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
                    leaveMasterWithoutReplicas();
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

    /** It may be one that others have given up: the next call looks for the master anew. */
    private void leaveMasterWithoutReplicas() {
        if (written != null) {
            redis.replace(written.link());
        }
    }

    private Throwable cause() {
        return lastFailure == null ? new TimeoutException() : lastFailure;
    }

    /** Sends what has no answer yet, and waits. True if everything has one now that replicas know of, too. */
    private boolean attempt(long end) {
        mustWait = false;
        Optional<Link> link = redis.link();
        if (link.isEmpty()) {
            mustWait = true;
            return false;
        }
        Link.Life life = link.get().life();
        if (written != null && !written.equals(life)) {
            withdraw();
        }
        List<Integer> open = open();
        if (open.isEmpty()) {
            confirmAgain(life, end);
        } else {
            send(open, life, end);
        }
        return written == null && open().isEmpty();
    }

    private void send(List<Integer> open, Link.Life life, long end) {
        Link link = life.link();
        List<AsyncCommand<byte[], byte[], List<Object>>> commands = new ArrayList<>();
        open.forEach(index -> commands.add(requests.get(index).toCommand(spelledOut[index])));
        boolean confirms = redis.replicas() > 0
                && open.stream().anyMatch(index -> requests.get(index).isWrite());
        if (confirms) {
            commands.add(confirmation(SHORTEST_CONFIRMATION));
            written = life;
        }
        link.send(commands);
        boolean silent = true;
        for (int n = 0; n < open.size(); n++) {
            silent &= !await(link, commands.get(n), open.get(n), end);
        }
        if (silent) {
            redis.replace(link);
        }
        if (confirms) {
            confirm(life, commands.get(open.size()), end);
        }
    }

    private List<Integer> open() {
        return IntStream.range(0, answers.length)
                .filter(index -> answers[index] == null)
                .boxed()
                .toList();
    }

    /** Waits in the server: it holds up what comes after it on this connection, so it is short. */
    private AsyncCommand<byte[], byte[], List<Object>> confirmation(long nanos) {
        return Request.of(CommandType.WAIT)
                .arg(redis.replicas())
                .arg(Duration.ofNanos(nanos).toMillis())
                .toCommand(false);
    }

    private void confirm(Link.Life life, AsyncCommand<byte[], byte[], List<Object>> confirmation, long end) {
        try {
            if ((Long) uninterruptibly(confirmation, end).get(0) >= redis.replicas() && life.goesOn()) {
                written = null;
            } else {
                lastFailure = new RedisException("not confirmed by " + redis.replicas() + " replicas");
            }
        } catch (TimeoutException | ExecutionException | CancellationException e) {
            lastFailure = e;
            mustWait = true;
        }
    }

    /** Asks for the replicas only, as long as it is the connection on which the writes were done; one thread at a time. */
    private void confirmAgain(Link.Life life, long end) {
        Semaphore turn = redis.turn();
        if (!acquire(turn, end)) {
            return;
        }
        try {
            AsyncCommand<byte[], byte[], List<Object>> confirmation = confirmation(confirmationTime);
            life.link().send(List.of(confirmation));
            confirm(life, confirmation, end);
            if (written != null && life.goesOn()) {
                // Meanwhile the connection is for those who only read.
                LockSupport.parkNanos(Math.min(confirmationTime, end - System.nanoTime()));
                confirmationTime = Math.min(confirmationTime * 2, LONGEST_CONFIRMATION);
            }
        } finally {
            turn.release();
        }
    }

    private static boolean acquire(Semaphore turn, long end) {
        boolean interrupted = false;
        try {
            for (; ; ) {
                try {
                    return turn.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS);
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

    /** What the server has done may be lost with it, so it is done again until replicas have it. */
    private void withdraw() {
        written = null;
        Throwable reason = new RedisException("not confirmed by " + redis.replicas() + " replicas");
        for (int index = 0; index < answers.length; index++) {
            if (requests.get(index).isWrite() && answers[index] != null) {
                answers[index] = null;
                lost[index] = reason;
                lastFailure = reason;
            }
        }
    }

    /** Waits for one answer. False if there is none in time. */
    private boolean await(Link link, AsyncCommand<byte[], byte[], List<Object>> command, int index, long end) {
        try {
            answers[index] = new Answer(uninterruptibly(command, end), lost[index]);
        } catch (TimeoutException e) {
            command.cancel();
            lost[index] = e;
            return false;
        } catch (ExecutionException e) {
            judge(link, Objects.requireNonNull(e.getCause()), index);
        } catch (CancellationException e) {
            judge(link, e, index);
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
    private void judge(Link link, Throwable failure, int index) {
        lastFailure = failure;
        if (failure instanceof RedisNoScriptException) {
            spelledOut[index] = true;
        } else if (failure instanceof RedisCommandExecutionException refused) {
            if (!isPassing(refused)) {
                throw new StoreException("Redis refuses " + requests.get(index), refused);
            }
            mustWait = true;
            if (String.valueOf(refused.getMessage()).contains("READONLY")) {
                redis.replace(link);
            }
        } else {
            // Whether Redis has done it before is for the script to find out.
            mustWait = true;
            lost[index] = failure;
        }
    }
}
