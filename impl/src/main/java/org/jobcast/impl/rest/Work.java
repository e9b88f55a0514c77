package org.jobcast.impl.rest;

/** Something for a drain thread to do. */
@FunctionalInterface
interface Work {
    /** Does it; may block in a send. */
    void run();
}
