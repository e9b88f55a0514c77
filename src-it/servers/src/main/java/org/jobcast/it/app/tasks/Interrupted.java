package org.jobcast.it.app.tasks;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CountDownLatch;
import org.jobcast.job.JobContext;
import org.jobcast.job.JobHandler;
import org.jobcast.job.JobType;

/** Waits for ever in its first attempt, so that its application can only be stopped under it; the next one ends. */
@JobType("interrupted")
@ApplicationScoped
public class Interrupted implements JobHandler<Integer> {
    @Override
    public Object run(Integer rows, JobContext context) throws Exception {
        int from = context.lastCheckpoint().map(at -> at.as(Integer.class)).orElse(0);
        for (int row = from + 1; row <= rows; row++) {
            context.emit("row", row);
            context.checkpoint(row);
            if (row == rows / 2) {
                context.emit("waiting", row);
                new CountDownLatch(1).await();
            }
        }
        return from;
    }
}
