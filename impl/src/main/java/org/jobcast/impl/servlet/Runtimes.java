package org.jobcast.impl.servlet;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jobcast.impl.runtime.JobcastRuntime;

/**
 * The running engines by the class loader of their application, so that two applications that share the jar do not share
 * an engine. An entry lives from the start of the web application to its end.
 */
public final class Runtimes {
    private static final Map<ClassLoader, JobcastRuntime> RUNNING = new ConcurrentHashMap<>();

    private Runtimes() {}

    static void started(ClassLoader application, JobcastRuntime runtime) {
        RUNNING.put(application, runtime);
    }

    static void stopped(ClassLoader application) {
        RUNNING.remove(application);
    }

    /**
     * The engine of the application that the current thread works for.
     *
     * @return the engine
     * @throws IllegalStateException if the web application has not started, or has stopped
     */
    public static JobcastRuntime current() {
        return find().orElseThrow(
                        () -> new IllegalStateException("jobcast is not running in this application: it starts"
                                + " with the web application and stops with it"));
    }

    /**
     * The engine of the application that the current thread works for, if it is running.
     *
     * @return the engine
     */
    public static Optional<JobcastRuntime> find() {
        for (ClassLoader at = Thread.currentThread().getContextClassLoader(); at != null; at = at.getParent()) {
            JobcastRuntime runtime = RUNNING.get(at);
            if (runtime != null) {
                return Optional.of(runtime);
            }
        }
        return Optional.empty();
    }
}
