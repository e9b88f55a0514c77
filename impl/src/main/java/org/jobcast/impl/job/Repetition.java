package org.jobcast.impl.job;

import java.util.Optional;
import org.jobcast.job.Job;
import org.jobcast.job.JobNotEndedException;
import org.jobcast.job.JobNotRepeatableException;
import org.jspecify.annotations.Nullable;

/** Whether and how a job is run again after its end, and which job it repeats itself. Thread-safe. */
interface Repetition {
    /** Of a job that cannot be repeated. */
    Repetition NONE = new Repetition() {
        @Override
        public boolean isRepeatable() {
            return false;
        }

        @Override
        public @Nullable String repeats() {
            return null;
        }

        @Override
        public Job again(Job ended, Known known, JobIntake intake) {
            throw notRepeatable(ended.id());
        }
    };

    /** Looks jobs up. */
    interface Known {
        Optional<? extends Job> find(String id);

        /** One that is not known is about to be submitted, or was refused: its id can be used. */
        default boolean hasEnded(String id) {
            return find(id).filter(job -> job.state().isTerminal()).isPresent();
        }
    }

    /** Whether the job can be repeated once it has ended. */
    boolean isRepeatable();

    /** The id of the job that this one repeats. */
    @Nullable String repeats();

    /** Lets go what only a job that is kept needs. */
    default void forget() {}

    /** Submits an ended job once more, or finds the one that repeats it now. */
    Job again(Job ended, Known known, JobIntake intake);

    /** The same for a job that may not have ended. */
    default Job repeat(Job job, Known known, JobIntake intake) {
        if (!job.state().isTerminal()) {
            throw new JobNotEndedException(
                    job.id(),
                    "job " + job.id() + " cannot be run again before it has ended; cancel it or wait for its end");
        }
        return again(job, known, intake);
    }

    static JobNotRepeatableException notRepeatable(String id) {
        return new JobNotRepeatableException(
                id,
                "job " + id + " cannot be run again: it was not submitted with JobOptions.repeatable(), or its"
                        + " body is gone; that of a registered type stays");
    }
}
