package org.jobcast.impl.job;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** Looks after the jobs of a node, called each second or so: starts what had to wait, removes what is over. Thread-safe. */
final class Upkeep {
    /** How often a store that is shared is looked after. */
    private static final Duration TIDYING = Duration.ofSeconds(2);

    private static final System.Logger LOG = System.getLogger(Upkeep.class.getName());

    private final RunQueue queue;
    private final KeptJobs kept;
    private final JobHost host;
    private final ProgressNotes progress = new ProgressNotes();
    private final AtomicBoolean tidying = new AtomicBoolean();
    private volatile long tidied;

    Upkeep(RunQueue queue, KeptJobs kept, JobHost host) {
        this.queue = queue;
        this.kept = kept;
        this.host = host;
    }

    void run() {
        queue.drain();
        if (host.home().keepsEnded()) {
            kept.reap(host.clock().wall().instant());
            return;
        }
        long now = host.clock().nanos().getAsLong();
        if (now - tidied >= TIDYING.toNanos() && tidying.compareAndSet(false, true)) {
            tidied = now;
            host.home().blocking().execute(this::tidyStore);
        }
    }

    private void tidyStore() {
        try {
            progress.write(kept.all());
            host.home().tidy();
            kept.reap(host.clock().wall().instant());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "the store could not be looked after; it is tried again soon", e);
        } finally {
            tidying.set(false);
        }
    }
}
