package org.jobcast.it.app.base;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.jobcast.job.JobBody;
import org.jobcast.job.JobContext;
import org.jobcast.job.LogLevel;

/** The jobs of the test application, and the gates that some of them wait at. */
@ApplicationScoped
public class Kinds {
    private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();

    @Inject
    Surroundings surroundings;

    JobBody of(String kind, int n, String gate) {
        return switch (kind) {
            case "count" -> ctx -> count(ctx, n);
            case "fail" ->
                ctx -> {
                    throw new IllegalStateException("as it was told");
                };
            case "wait" -> ctx -> waitAt(ctx, gate);
            case "where" -> ctx -> surroundings.describe();
            default -> throw new IllegalArgumentException("no job of kind " + kind);
        };
    }

    private static Object count(JobContext ctx, int n) {
        for (int i = 1; i <= n; i++) {
            ctx.emit("step", Map.of("i", i, "text", "two\nlines\r\nand \uD83D\uDE00"));
            ctx.progress(i, n);
        }
        ctx.log("counted", LogLevel.SUCCESS);
        return Map.of("n", n);
    }

    private Object waitAt(JobContext ctx, String gate) throws InterruptedException {
        CountDownLatch latch = gates.computeIfAbsent(gate, name -> new CountDownLatch(1));
        ctx.emit("waiting", gate);
        latch.await();
        return "released";
    }

    void release(String gate) {
        gates.computeIfAbsent(gate, name -> new CountDownLatch(1)).countDown();
    }
}
