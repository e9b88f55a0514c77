package org.jobcast.sample;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jobcast.job.JobBody;
import org.jobcast.job.JobContext;

/** A job of a number of steps. */
record DemoTask(int steps, int delayMs, boolean fail, boolean ignoreInterrupt, int size, boolean quiet)
        implements JobBody {
    @Override
    public Map<String, Object> run(JobContext context) throws InterruptedException {
        long begun = System.nanoTime();
        for (int step = 1; step <= steps; step++) {
            pauseUntil(begun + TimeUnit.MILLISECONDS.toNanos((long) step * delayMs));
            if (!ignoreInterrupt) {
                context.throwIfCancelled();
            }
            context.progress(step, steps);
            if (!quiet) {
                context.log(message(step));
            }
        }
        if (fail) {
            throw new IllegalStateException("failed as asked, after " + steps + " steps");
        }
        return Map.of("steps_completed", steps);
    }

    private String message(int step) {
        String message = "step " + step + " of " + steps;
        return message.length() >= size ? message : message + " " + ".".repeat(size - message.length() - 1);
    }

    /** Each step has its time from the beginning: one that comes late does not delay the others. */
    private void pauseUntil(long end) throws InterruptedException {
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            try {
                new CountDownLatch(1).await(left, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                if (!ignoreInterrupt) {
                    throw e;
                }
            }
        }
    }
}
