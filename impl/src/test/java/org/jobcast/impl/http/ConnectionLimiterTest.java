package org.jobcast.impl.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jobcast.impl.http.ConnectionLimiter.Decision;
import org.junit.jupiter.api.Test;

class ConnectionLimiterTest {
    private static Asked.User user(String name, String address) {
        return new Asked.User(name, Set.of(), address);
    }

    private static Runnable granted(Decision decision) {
        assertThat(decision).isInstanceOf(Decision.Granted.class);
        return ((Decision.Granted) decision).release();
    }

    @Test
    void theServerIsFullForEverybody() {
        ConnectionLimiter limiter = new ConnectionLimiter(2, 0, 0);
        Runnable first = granted(limiter.acquire(user("a", "1")));
        granted(limiter.acquire(user("b", "2")));

        assertThat(limiter.acquire(user("c", "3"))).isEqualTo(new Decision.Refused(503, "jobcast.limits.connections"));
        first.run();
        granted(limiter.acquire(user("c", "3")));
    }

    @Test
    void onePrincipalIsFullWhateverItsAddress() {
        ConnectionLimiter limiter = new ConnectionLimiter(10, 1, 0);
        Runnable first = granted(limiter.acquire(user("a", "1")));

        assertThat(limiter.acquire(user("a", "2")))
                .isEqualTo(new Decision.Refused(429, "jobcast.limits.connections-per-principal"));
        granted(limiter.acquire(user("b", "1")));
        first.run();
        granted(limiter.acquire(user("a", "2")));
    }

    @Test
    void theLimitOfPrincipalsIsNotThatOfNobody() {
        ConnectionLimiter limiter = new ConnectionLimiter(10, 1, 0);
        for (int i = 0; i < 10; i++) {
            granted(limiter.acquire(user("", "1")));
        }
    }

    @Test
    void oneAddressIsFullWhoeverIsBehindIt() {
        ConnectionLimiter limiter = new ConnectionLimiter(10, 0, 1);
        Runnable first = granted(limiter.acquire(user("a", "1")));

        assertThat(limiter.acquire(user("b", "1")))
                .isEqualTo(new Decision.Refused(429, "jobcast.limits.connections-per-address"));
        granted(limiter.acquire(user("a", "2")));
        first.run();
        granted(limiter.acquire(user("", "1")));
    }

    @Test
    void aRefusalTakesNoPlace() {
        ConnectionLimiter limiter = new ConnectionLimiter(10, 1, 1);
        Runnable first = granted(limiter.acquire(user("a", "1")));
        limiter.acquire(user("a", "2"));
        limiter.acquire(user("b", "1"));

        assertThat(limiter.open()).isEqualTo(1);
        first.run();
        assertThat(limiter.open()).isZero();
        granted(limiter.acquire(user("a", "2")));
        granted(limiter.acquire(user("b", "1")));
    }

    @Test
    void aPlaceIsGivenBackOnce() {
        ConnectionLimiter limiter = new ConnectionLimiter(10, 1, 1);
        Runnable release = granted(limiter.acquire(user("a", "1")));

        release.run();
        release.run();

        assertThat(limiter.open()).isZero();
        granted(limiter.acquire(user("a", "1")));
        assertThat(limiter.acquire(user("a", "1"))).isInstanceOf(Decision.Refused.class);
    }

    @Test
    void manyThreadsNeverExceedALimitAndLeaveNothingBehind() throws Exception {
        int threads = 8;
        ConnectionLimiter limiter = new ConnectionLimiter(5, 2, 3);
        CyclicBarrier start = new CyclicBarrier(threads);
        var pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Integer>> runs = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                Asked.User user = user("user" + t % 3, "address" + t % 2);
                runs.add(pool.submit(() -> {
                    start.await(30, TimeUnit.SECONDS);
                    int most = 0;
                    for (int i = 0; i < 5_000; i++) {
                        if (limiter.acquire(user) instanceof Decision.Granted granted) {
                            most = Math.max(most, limiter.open());
                            granted.release().run();
                            granted.release().run();
                        }
                    }
                    return most;
                }));
            }
            for (Future<Integer> run : runs) {
                assertThat(run.get(30, TimeUnit.SECONDS)).isLessThanOrEqualTo(5);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(limiter.open()).isZero();
        granted(limiter.acquire(user("user0", "address0")));
        granted(limiter.acquire(user("user0", "address0")));
        granted(limiter.acquire(user("user1", "address0")));
        granted(limiter.acquire(user("user1", "address1")));
    }
}
