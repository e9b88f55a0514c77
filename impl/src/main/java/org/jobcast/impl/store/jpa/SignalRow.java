package org.jobcast.impl.store.jpa;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.Objects;
import org.jobcast.impl.store.Texts;
import org.jobcast.spi.Signal;
import org.jspecify.annotations.Nullable;

/** A row of {@code jobcast_signal}: a signal that was sent to a job. */
@Entity
@IdClass(SignalRow.Key.class)
@Table(name = "jobcast_signal")
class SignalRow {
    @Id
    @Column(name = "job_id")
    String jobId = "";

    @Id
    @Column(name = "seq")
    long seq;

    @Column(name = "signal_name")
    String signalName = "";

    @Column(name = "payload")
    String payload = "";

    /** For the JPA provider. */
    protected SignalRow() {}

    SignalRow(String jobId, long seq, String name, String payload) {
        this.jobId = jobId;
        this.seq = seq;
        this.signalName = Texts.encode(name);
        this.payload = Texts.encode(payload);
    }

    Signal toSignal() {
        return new Signal(seq, Texts.decode(signalName), Texts.decode(payload));
    }

    /** The primary key; public as JPA 3.1, section 2.4, wants it. */
    public static class Key implements Serializable {
        private static final long serialVersionUID = 1;

        String jobId = "";
        long seq;

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that && jobId.equals(that.jobId) && seq == that.seq;
        }

        @Override
        public int hashCode() {
            return Objects.hash(jobId, seq);
        }
    }
}
