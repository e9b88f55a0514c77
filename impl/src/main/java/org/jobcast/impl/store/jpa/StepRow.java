package org.jobcast.impl.store.jpa;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.Objects;
import org.jobcast.impl.store.Texts;
import org.jspecify.annotations.Nullable;

/** A row of {@code jobcast_step}: a value that a job keeps under a name. */
@Entity
@IdClass(StepRow.Key.class)
@Table(name = "jobcast_step")
class StepRow {
    @Id
    @Column(name = "job_id")
    String jobId = "";

    @Id
    @Column(name = "step_name")
    String stepName = "";

    @Column(name = "content")
    byte[] content = {};

    /** For the JPA provider. */
    protected StepRow() {}

    StepRow(Key key, byte[] content) {
        this.jobId = key.jobId;
        this.stepName = key.stepName;
        this.content = content;
    }

    /** The primary key; public as JPA 3.1, section 2.4, wants it. */
    public static class Key implements Serializable {
        private static final long serialVersionUID = 1;

        String jobId = "";
        String stepName = "";

        /** For the JPA provider. */
        public Key() {}

        Key(String job, String step) {
            this.jobId = Texts.encode(job);
            this.stepName = Texts.encode(step);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that && jobId.equals(that.jobId) && stepName.equals(that.stepName);
        }

        @Override
        public int hashCode() {
            return Objects.hash(jobId, stepName);
        }
    }
}
