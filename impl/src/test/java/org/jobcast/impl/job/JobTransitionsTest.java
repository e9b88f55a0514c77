package org.jobcast.impl.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jobcast.job.JobState.CANCELLED;
import static org.jobcast.job.JobState.CANCELLING;
import static org.jobcast.job.JobState.FAILED;
import static org.jobcast.job.JobState.LOST;
import static org.jobcast.job.JobState.QUEUED;
import static org.jobcast.job.JobState.RUNNING;
import static org.jobcast.job.JobState.SUCCEEDED;

import java.util.List;
import java.util.stream.Stream;
import org.jobcast.job.JobState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JobTransitionsTest {
    /** Rows: from; columns: to, in the order of the enum. Written out on purpose, so that no rule can hide a mistake. */
    private static final List<String> TABLE = List.of(
            // Q R C S F X L
            "- R - - F X L", // QUEUED
            "- - C S F X L", // RUNNING
            "- - - S F X L", // CANCELLING
            "- - - - - - -", // SUCCEEDED
            "- - - - - - -", // FAILED
            "- - - - - - -", // CANCELLED
            "- - - - - - -"); // LOST

    private static final List<JobState> ORDER =
            List.of(QUEUED, RUNNING, CANCELLING, SUCCEEDED, FAILED, CANCELLED, LOST);

    @ParameterizedTest
    @MethodSource("pairs")
    void everyPairIsAsTheTableSays(JobState from, JobState to, boolean allowed) {
        assertThat(JobTransitions.allows(from, to)).isEqualTo(allowed);
    }

    static Stream<Arguments> pairs() {
        return ORDER.stream()
                .flatMap(from -> ORDER.stream().map(to -> {
                    String cell = TABLE.get(ORDER.indexOf(from)).split(" ")[ORDER.indexOf(to)];
                    return Arguments.of(from, to, !cell.equals("-"));
                }));
    }
}
