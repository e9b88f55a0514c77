package org.jobcast.impl.job;

import java.util.Collection;
import java.util.List;

/**
 * Writes now and then into the store how far the jobs of this node are, so that lists and other nodes can tell. A bounded
 * number each time, by turns: with many jobs it is written less often, not more. Used by one thread at a time.
 */
final class ProgressNotes {
    /** How many records are written in one pass. */
    static final int MOST = 100;

    private int next;

    void write(Collection<LiveJob> jobs) {
        List<LiveJob> all = List.copyOf(jobs);
        int written = 0;
        for (int seen = 0; seen < all.size() && written < MOST; seen++) {
            next = (next + 1) % all.size();
            if (all.get(next).noteProgress()) {
                written++;
            }
        }
    }
}
