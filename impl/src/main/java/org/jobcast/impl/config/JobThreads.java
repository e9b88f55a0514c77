package org.jobcast.impl.config;

/** On which threads jobs run. */
public enum JobThreads {
    /** Managed where the server has an executor, else virtual where the JDK has them, else a pool. */
    AUTO,
    /** The server's {@code ManagedExecutorService}; the deployment fails without one. */
    MANAGED,
    /** A virtual thread per job; the deployment fails on a JDK without them. */
    VIRTUAL,
    /** A bounded pool of platform threads of its own. */
    POOL
}
