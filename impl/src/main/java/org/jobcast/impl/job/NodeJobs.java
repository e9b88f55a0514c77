package org.jobcast.impl.job;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jobcast.job.JobState;
import org.jobcast.spi.JobRecord;

/** What the store says of this node, done to its jobs. */
final class NodeJobs implements NodeKeeper.Listener {
    private static final System.Logger LOG = System.getLogger(NodeJobs.class.getName());

    private final KeptJobs kept;
    private final SharedHome home;
    private final Supplier<String> node;
    private final Revival revival;

    NodeJobs(KeptJobs kept, SharedHome home, Supplier<String> node, Revival revival) {
        this.kept = kept;
        this.home = home;
        this.revival = revival;
        this.node = node;
    }

    @Override
    public void expelled() {
        for (LiveJob job : kept.all()) {
            if (!node.get().equals(job.keeper().current().assignment().node())) {
                job.abandon();
            }
        }
    }

    @Override
    public void claimed(JobRecord job) {
        if (job.state().isTerminal()) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "job {0} of a dead node has ended; its last events are written",
                    job.id());
            home.conclude(job);
        } else if (job.state() == JobState.CANCELLING && job.input() != null) {
            home.end(job, JobEnd.cancelled());
        } else if (job.input() == null || !revival.revive(job)) {
            LOG.log(System.Logger.Level.WARNING, "job {0} of type {1} is lost: its node is dead", job.id(), job.type());
            home.end(job, JobEnd.lost(JobEnd.NODE_DIED));
        }
    }

    @Override
    public void stopping(List<JobRecord> jobs) {
        for (JobRecord job : jobs) {
            Optional<LiveJob> live = kept.find(job.id());
            if (live.isPresent()) {
                live.get().noticed(job);
            } else if (job.state().isTerminal()) {
                home.conclude(job);
            } else {
                home.end(job, JobEnd.cancelled());
            }
        }
    }
}
