package org.jobcast.impl.runtime;

import java.util.Optional;
import java.util.function.Supplier;
import org.jobcast.impl.config.JobThreads;
import org.jobcast.impl.config.Settings;
import org.jobcast.impl.job.JobExecutor;
import org.jobcast.impl.job.JobSettings;
import org.jobcast.impl.job.PoolExecutor;
import org.jobcast.impl.job.VirtualThreadExecutor;

/**
 * The threads that run jobs: the server's managed ones, which keep security and naming contexts, else virtual ones, else a
 * bounded pool.
 */
record Executors(String name, JobExecutor executor, boolean virtual) {
    static Executors choose(Settings.Job job, Supplier<Optional<JobExecutor>> managed) {
        JobThreads threads = job.threads();
        if (threads == JobThreads.AUTO || threads == JobThreads.MANAGED) {
            Optional<JobExecutor> found = managed.get();
            if (found.isPresent()) {
                return new Executors("the server's managed executor", found.get(), false);
            }
        }
        if (threads == JobThreads.MANAGED) {
            throw new IllegalArgumentException("jobcast.job.threads=managed: this server has no default"
                    + " ManagedExecutorService; use auto, virtual or pool");
        }
        if (threads == JobThreads.VIRTUAL || (threads == JobThreads.AUTO && VirtualThreadExecutor.isAvailable())) {
            return new Executors("virtual threads", new VirtualThreadExecutor("jobcast-job-"), true);
        }
        int size = Sizes.runningJobs(job.maxRunning(), false);
        return new Executors("a pool of " + size + " threads", new PoolExecutor("jobcast-job-", size), false);
    }

    /** Whether they are as many as work needs: the server's, which keep its contexts, or virtual ones. */
    boolean isElastic() {
        return virtual || !(executor instanceof PoolExecutor);
    }

    JobSettings settings(Settings.Job job) {
        return new JobSettings(
                job.historyEvents(),
                job.historySize(),
                job.max(),
                job.maxQueued(),
                Sizes.runningJobs(job.maxRunning(), virtual),
                job.maxRunningPerType(),
                job.maxRunningByType(),
                job.ttl(),
                job.slowClient());
    }
}
