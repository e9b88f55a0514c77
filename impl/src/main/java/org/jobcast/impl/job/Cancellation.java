package org.jobcast.impl.job;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a job was asked to stop, and what is to be done then. Actions run outside the lock. Thread-safe. */
final class Cancellation {
    /** The most actions of one job. */
    static final int MAX_ACTIONS = 1000;

    private static final System.Logger LOG = System.getLogger(Cancellation.class.getName());

    private final String jobId;
    private final Object lock = new Object();
    private volatile boolean requested;
    private @Nullable List<Runnable> actions = new ArrayList<>();

    Cancellation(String jobId) {
        this.jobId = jobId;
    }

    boolean isRequested() {
        return requested;
    }

    /**
     * Sets the flag.
     *
     * @return the actions that have to run now; empty from the second call on
     */
    List<Runnable> request() {
        synchronized (lock) {
            requested = true;
            List<Runnable> due = actions;
            actions = null;
            return due == null ? List.of() : due;
        }
    }

    /** Drops the actions: the job has ended, and nobody will ask it to stop. */
    void forget() {
        synchronized (lock) {
            actions = null;
        }
    }

    void onRequest(Runnable action) {
        synchronized (lock) {
            if (!requested) {
                add(action);
                return;
            }
        }
        run(List.of(action));
    }

    private void add(Runnable action) {
        List<Runnable> held = actions;
        if (held == null) {
            return;
        }
        if (held.size() >= MAX_ACTIONS) {
            throw new IllegalStateException("job " + jobId + " has " + MAX_ACTIONS
                    + " actions for its cancellation, as many as it may; this one will not run");
        }
        held.add(action);
    }

    void remove(Runnable action) {
        synchronized (lock) {
            if (actions != null) {
                actions.remove(action);
            }
        }
    }

    void run(List<Runnable> due) {
        for (Runnable action : due) {
            try {
                action.run();
            } catch (RuntimeException | LinkageError | AssertionError e) {
                LOG.log(System.Logger.Level.WARNING, "job " + jobId + ": an action for its cancellation failed", e);
            }
        }
    }
}
