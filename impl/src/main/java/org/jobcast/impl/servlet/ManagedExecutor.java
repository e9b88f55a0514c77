package org.jobcast.impl.servlet;

import java.util.Optional;
import java.util.concurrent.ExecutorService;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jobcast.impl.job.JobExecutor;

/** The server's default {@code ManagedExecutorService}, which is the server's to stop. */
final class ManagedExecutor implements JobExecutor {
    private static final String NAME = "java:comp/DefaultManagedExecutorService";

    private final ExecutorService executor;

    private ManagedExecutor(ExecutorService executor) {
        this.executor = executor;
    }

    @SuppressWarnings("BanJNDI") // The name is a constant of the Jakarta Concurrency specification, not input.
    static Optional<JobExecutor> find() {
        try {
            return InitialContext.doLookup(NAME) instanceof ExecutorService found
                    ? Optional.of(new ManagedExecutor(found))
                    : Optional.empty();
        } catch (NamingException e) {
            return Optional.empty();
        }
    }

    @Override
    public void execute(Runnable work) {
        executor.execute(work);
    }

    @Override
    public Runnable inContext(Runnable work) {
        return CallerContexts.bind(work);
    }

    @Override
    public void close() {
        // The server's own.
    }
}
