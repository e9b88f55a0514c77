package org.jobcast.resume;

import java.util.Objects;
import java.util.Optional;
import org.jobcast.job.JobError;

/** What came of creating or resuming a stream. */
public sealed interface ResumeResult {
    /**
     * The stream's id.
     *
     * @return the id that was asked for
     */
    String id();

    /**
     * The stream, to be read.
     *
     * @return the stream; empty if there is none
     */
    Optional<ResumableStream> stream();

    /**
     * This call has created the stream and started its source.
     *
     * @param found the stream
     */
    record Created(ResumableStream found) implements ResumeResult {
        /**
         * Checks.
         *
         * @param found the stream
         */
        public Created {
            Objects.requireNonNull(found, "found");
        }

        @Override
        public String id() {
            return found.id();
        }

        @Override
        public Optional<ResumableStream> stream() {
            return Optional.of(found);
        }
    }

    /**
     * The stream is being produced; the reader gets what there is and then what comes.
     *
     * @param found the stream
     */
    record Resumed(ResumableStream found) implements ResumeResult {
        /**
         * Checks.
         *
         * @param found the stream
         */
        public Resumed {
            Objects.requireNonNull(found, "found");
        }

        @Override
        public String id() {
            return found.id();
        }

        @Override
        public Optional<ResumableStream> stream() {
            return Optional.of(found);
        }
    }

    /**
     * The stream has ended; its text can be read as long as it is kept.
     *
     * @param found the stream
     */
    record AlreadyDone(ResumableStream found) implements ResumeResult {
        /**
         * Checks.
         *
         * @param found the stream
         */
        public AlreadyDone {
            Objects.requireNonNull(found, "found");
        }

        @Override
        public String id() {
            return found.id();
        }

        @Override
        public Optional<ResumableStream> stream() {
            return Optional.of(found);
        }
    }

    /**
     * Nothing is known under the id, or its time is over.
     *
     * @param id the id that was asked for
     */
    record NotFound(String id) implements ResumeResult {
        /**
         * Checks.
         *
         * @param id the id that was asked for
         */
        public NotFound {
            Objects.requireNonNull(id, "id");
        }

        @Override
        public Optional<ResumableStream> stream() {
            return Optional.empty();
        }
    }

    /**
     * The stream has ended before its time: its producer failed, was silent for too long, or its node died. What it had
     * produced can be read.
     *
     * @param found the stream; {@link ResumableStream#textSoFar} gives what there is
     * @param error why it failed
     */
    record Failed(ResumableStream found, JobError error) implements ResumeResult {
        /**
         * Checks.
         *
         * @param found the stream; {@link ResumableStream#textSoFar} gives what there is
         * @param error why it failed
         */
        public Failed {
            Objects.requireNonNull(found, "found");
            Objects.requireNonNull(error, "error");
        }

        @Override
        public String id() {
            return found.id();
        }

        @Override
        public Optional<ResumableStream> stream() {
            return Optional.of(found);
        }
    }
}
