package org.jobcast.impl.job;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jobcast.job.JobState;
import org.jobcast.spi.JobMark;
import org.jobcast.spi.JobRecord;

/** What the store says of this node, done to its jobs. */
final class NodeJobs implements NodeKeeper.Listener {
    private static final System.Logger LOG = System.getLogger(NodeJobs.class.getName());

    private final KeptJobs kept;
    private final SharedHome home;
    private final JobGuest.Seat guests;
    private final Supplier<String> node;
    private final Revival revival;
    private final SignalDesk signals;

    NodeJobs(
            KeptJobs kept,
            SharedHome home,
            JobGuest.Seat guests,
            Supplier<String> node,
            Revival revival,
            SignalDesk signals) {
        this.kept = kept;
        this.home = home;
        this.guests = guests;
        this.revival = revival;
        this.node = node;
        this.signals = signals;
    }

    @Override
    public void rung() {
        signals.look();
    }

    @Override
    public boolean takesOver() {
        return revival.isOpen();
    }

    @Override
    public void expelled() {
        for (LiveJob job : kept.all()) {
            if (!node.get().equals(job.keeper().current().assignment().node())) {
                job.keeper().disown();
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
        } else if (job.state() == JobState.CANCELLING && job.input() != null) {
            home.undertaker().end(job, JobEnd.cancelled());
        } else if (job.input() == null || !revival.revive(job)) {
            LOG.log(System.Logger.Level.WARNING, "job {0} of type {1} is lost: its node is dead", job.id(), job.type());
            home.undertaker().end(job, JobEnd.lost(JobEnd.NODE_DIED));
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
            } else {
                home.record(job.id()).ifPresent(this::endIdle);
            }
        }
    }

    /** Asked to stop between its claim and the next attempt. */
    private void endIdle(JobRecord job) {
        boolean own = node.get().equals(job.assignment().node());
        if (own && job.input() != null && job.state() == JobState.CANCELLING) {
            home.undertaker().end(job, JobEnd.cancelled());
        }
    }

    /** The record is read only if it has changed. What is known of it may have come by the way, with another change. */
    private void look(LiveJob live, JobMark seen) {
        JobRecord known = live.keeper().current();
        if (seen.revision() > known.revision()) {
            home.record(live.id()).ifPresent(live::noticed);
        } else if (known.state().isTerminal() || known.state() == JobState.CANCELLING) {
            live.noticed(known);
        }
    }
}
