package org.jobcast.impl.job;

/** What a live job stands for: a body that the engine runs, or work that an emitter tracks. */
interface Work {
    /** The job was asked to stop or has timed out: stops the work, and ends a cancelled job if nothing else will. */
    void stop();

    /** The job has ended: lets go of everything that is not needed any more. */
    void ended();

    /** Whether nothing runs now, because the next attempt is waited for. */
    boolean isIdle();
}
