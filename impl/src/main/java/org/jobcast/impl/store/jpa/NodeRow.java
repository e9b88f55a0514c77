package org.jobcast.impl.store.jpa;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row of {@code jobcast_node}: a living node and its lease. Times are the database's, in microseconds since 1970. */
@Entity
@Table(name = "jobcast_node")
class NodeRow {
    @Id
    @Column(name = "id")
    String id = "";

    /** Since when the lease has been unbroken. */
    @Column(name = "since")
    long since;

    @Column(name = "expires")
    long expires;

    @Column(name = "ttl")
    long ttl;

    /** For the JPA provider. */
    protected NodeRow() {}
}
