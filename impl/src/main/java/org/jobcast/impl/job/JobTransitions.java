package org.jobcast.impl.job;

import static org.jobcast.job.JobState.CANCELLED;
import static org.jobcast.job.JobState.CANCELLING;
import static org.jobcast.job.JobState.FAILED;
import static org.jobcast.job.JobState.LOST;
import static org.jobcast.job.JobState.QUEUED;
import static org.jobcast.job.JobState.RUNNING;
import static org.jobcast.job.JobState.SUCCEEDED;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jobcast.job.JobState;

/** Which state may follow which. The only such table. */
final class JobTransitions {
    private static final Map<JobState, Set<JobState>> ALLOWED = table();

    private JobTransitions() {}

    private static Map<JobState, Set<JobState>> table() {
        Map<JobState, Set<JobState>> table = new EnumMap<>(JobState.class);
        for (JobState state : JobState.values()) {
            table.put(state, EnumSet.noneOf(JobState.class));
        }
        table.put(QUEUED, EnumSet.of(RUNNING, FAILED, CANCELLED, LOST));
        table.put(RUNNING, EnumSet.of(CANCELLING, SUCCEEDED, FAILED, CANCELLED, LOST));
        table.put(CANCELLING, EnumSet.of(SUCCEEDED, FAILED, CANCELLED, LOST));
        return table;
    }

    static boolean allows(JobState from, JobState to) {
        return Objects.requireNonNull(ALLOWED.get(from)).contains(to);
    }
}
