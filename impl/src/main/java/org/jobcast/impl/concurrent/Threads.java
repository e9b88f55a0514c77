package org.jobcast.impl.concurrent;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes every thread that jobcast owns. The only place that calls {@code new Thread}. */
public final class Threads {
    private Threads() {}

    /**
     * Makes a daemon thread with the class loader of the caller, so that CDI and JNDI look-ups find the application.
     *
     * @param name the thread's name
     * @param work what it runs
     * @return the thread, not started
     */
    public static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(null, work, name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        return thread;
    }

    /**
     * Makes a factory of numbered daemon threads with the class loader of the caller of this method.
     *
     * @param prefix the beginning of the names
     * @return the factory
     */
    public static ThreadFactory factory(String prefix) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = daemon(prefix + number.incrementAndGet(), work);
            thread.setContextClassLoader(loader);
            return thread;
        };
    }

    /**
     * Makes the one timer thread of an engine. Cancelled tasks are removed at once, so they hold nothing.
     *
     * @param prefix the beginning of the thread's name
     * @return the timer
     */
    public static ScheduledThreadPoolExecutor timer(String prefix) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, factory(prefix));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        timer.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
        return timer;
    }
}
