package org.jobcast.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Lets threads do something at the same moment. */
final class Race {
    private Race() {}

    /** What several threads that call at once are told. */
    static <T> List<T> of(int threads, IntFunction<Callable<T>> calls) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CyclicBarrier start = new CyclicBarrier(threads);
        try {
            List<Future<T>> answers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Callable<T> call = calls.apply(i);
                answers.add(pool.submit(() -> {
                    start.await();
                    return call.call();
                }));
            }
            List<T> told = new ArrayList<>();
            for (Future<T> answer : answers) {
                told.add(answer.get());
            }
            return told;
        } finally {
            pool.shutdown();
        }
    }

    /** How many of several threads that call at once are told that they succeeded. */
    static int winners(int threads, Callable<Boolean> call) throws Exception {
        return (int) of(threads, i -> call).stream().filter(won -> won).count();
    }
}
