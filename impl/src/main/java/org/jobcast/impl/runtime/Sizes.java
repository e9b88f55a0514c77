package org.jobcast.impl.runtime;

/** What a zero in a setting means on this machine. */
final class Sizes {
    private static final int MOST_PUMPS = 4;
    private static final int FEWEST_JOBS = 8;
    private static final int VIRTUAL_JOBS = 256;

    private Sizes() {}

    /** A quarter of the heap. */
    static long historyTotal(long setting) {
        return setting > 0 ? setting : Runtime.getRuntime().maxMemory() / 4;
    }

    /** One writer a core, and at most four: they only copy bytes. */
    static int pumpThreads(int setting) {
        return setting > 0 ? setting : Math.min(MOST_PUMPS, cores());
    }

    /** Jobs mostly wait for something, so four a core; virtual threads cost little, so many more. */
    static int runningJobs(int setting, boolean virtual) {
        if (setting > 0) {
            return setting;
        }
        return virtual ? VIRTUAL_JOBS : Math.max(FEWEST_JOBS, 4 * cores());
    }

    private static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }
}
