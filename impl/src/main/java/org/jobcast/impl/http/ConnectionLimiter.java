package org.jobcast.impl.http;

import java.util.HashMap;
import java.util.Map;
import org.jobcast.security.Caller;

/** Counts connections in total, per principal and per address, and refuses those over a limit. Thread-safe. */
final class ConnectionLimiter {
    /** The answer to a request for a place. */
    sealed interface Decision {
        /** A place; give it back once. */
        record Granted(Runnable release) implements Decision {}

        /** No place: 503 if the server is full, 429 if the caller is. */
        record Refused(int status, String setting) implements Decision {}
    }

    private final int total;
    private final int perPrincipal;
    private final int perAddress;
    private final Map<String, Integer> principals = new HashMap<>();
    private final Map<String, Integer> addresses = new HashMap<>();
    private int open;

    /** 0 means no limit, except for the total. */
    ConnectionLimiter(int total, int perPrincipal, int perAddress) {
        this.total = total;
        this.perPrincipal = perPrincipal;
        this.perAddress = perAddress;
    }

    synchronized Decision acquire(Caller caller) {
        String principal = caller.name().orElse("");
        String address = caller.address();
        if (open >= total) {
            return new Decision.Refused(503, "jobcast.limits.connections");
        }
        if (!principal.isEmpty() && isFull(principals, principal, perPrincipal)) {
            return new Decision.Refused(429, "jobcast.limits.connections-per-principal");
        }
        if (isFull(addresses, address, perAddress)) {
            return new Decision.Refused(429, "jobcast.limits.connections-per-address");
        }
        open++;
        count(principals, principal, principal.isEmpty() ? 0 : perPrincipal, 1);
        count(addresses, address, perAddress, 1);
        return new Decision.Granted(once(() -> release(principal, address)));
    }

    private synchronized void release(String principal, String address) {
        open--;
        count(principals, principal, principal.isEmpty() ? 0 : perPrincipal, -1);
        count(addresses, address, perAddress, -1);
    }

    synchronized int open() {
        return open;
    }

    private static boolean isFull(Map<String, Integer> counts, String key, int limit) {
        return limit > 0 && counts.getOrDefault(key, 0) >= limit;
    }

    private static void count(Map<String, Integer> counts, String key, int limit, int change) {
        if (limit > 0) {
            counts.merge(key, change, (a, b) -> a + b == 0 ? null : a + b);
        }
    }

    private static Runnable once(Runnable action) {
        var done = new java.util.concurrent.atomic.AtomicBoolean();
        return () -> {
            if (done.compareAndSet(false, true)) {
                action.run();
            }
        };
    }
}
