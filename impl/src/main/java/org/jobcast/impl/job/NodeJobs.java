package org.jobcast.impl.job;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jobcast.spi.JobMark;
import org.jobcast.spi.JobRecord;

/** What the store says of this node, done to its jobs. */
final class NodeJobs implements NodeKeeper.Listener {
    private static final System.Logger LOG = System.getLogger(NodeJobs.class.getName());

    private final KeptJobs kept;
    private final SharedHome home;
    private final JobGuest.Seat guests;
    private final Supplier<String> node;

    NodeJobs(KeptJobs kept, SharedHome home, JobGuest.Seat guests, Supplier<String> node) {
        this.kept = kept;
        this.home = home;
        this.guests = guests;
        this.node = node;
    }

    @Override
    public void expelled() {
        for (LiveJob job : kept.all()) {
            if (!node.get().equals(job.keeper().current().assignment().node())) {
                job.abandon();
            }
        }
        guests.guest().ifPresent(guest -> guest.expelled(node.get()));
    }

    @Override
    public void claimed(JobRecord job) {
        if (JobGuest.owns(job.id())) {
            guests.required().claimed(job);
        } else if (job.state().isTerminal()) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "job {0} of a dead node has ended; its last events are written",
                    job.id());
            home.undertaker().conclude(job.id());
        } else {
            LOG.log(System.Logger.Level.WARNING, "job {0} of type {1} is lost: its node is dead", job.id(), job.type());
            home.undertaker().lose(job);
        }
    }

    @Override
    public void stopping(List<JobMark> jobs) {
        for (JobMark job : jobs) {
            if (JobGuest.owns(job.id())) {
                guests.required().stopping(job.id());
                continue;
            }
            Optional<LiveJob> live = kept.find(job.id());
            if (live.isPresent()) {
                look(live.get(), job);
            } else if (job.state().isTerminal()) {
                home.undertaker().conclude(job.id());
            }
        }
    }

    /** The record is read only if it has changed. */
    private void look(LiveJob live, JobMark seen) {
        JobRecord known = live.keeper().current();
        if (seen.revision() > known.revision()) {
            home.record(live.id()).ifPresent(live::noticed);
        } else if (known.state().isTerminal()) {
            live.noticed(known);
        }
    }
}
