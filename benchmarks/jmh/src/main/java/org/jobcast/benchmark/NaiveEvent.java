package org.jobcast.benchmark;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/** A row of its own for each event, as one would write it first. */
@Entity
@Table(name = "naive_event")
class NaiveEvent {
    @Id
    String id = UUID.randomUUID().toString();

    @Column(name = "job_id")
    String job = "";

    @Column(name = "seq")
    long seq;

    @Column(name = "payload", length = 4000)
    String payload = "";

    /** For JPA. */
    protected NaiveEvent() {}

    NaiveEvent(String job, long seq, String payload) {
        this.job = job;
        this.seq = seq;
        this.payload = payload;
    }
}
