package org.jobcast.impl.store.jpa;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jobcast.impl.store.Texts;
import org.jobcast.spi.AppendOutcome;
import org.jobcast.spi.LogHead;
import org.jobcast.spi.Segment;

/** A row of {@code jobcast_log}: how far a log is. Its lock is what makes a log have one writer at a time. */
@Entity
@Table(name = "jobcast_log")
class LogRow {
    @Id
    @Column(name = "channel")
    String channel = "";

    @Column(name = "epoch")
    long epoch;

    @Column(name = "fence")
    long fence;

    @Column(name = "first_seq")
    long firstSeq = 1;

    @Column(name = "last_seq")
    long lastSeq;

    @Column(name = "ended")
    boolean ended;

    /** For the JPA provider. */
    protected LogRow() {}

    LogRow(String channel, long epoch, long fence) {
        this.channel = Texts.encode(channel);
        this.epoch = epoch;
        this.fence = fence;
    }

    LogHead toHead() {
        return new LogHead(Texts.decode(channel), epoch, fence, firstSeq, lastSeq, ended);
    }

    /** Takes the numbers of a segment if it may be stored. */
    AppendOutcome take(Segment segment) {
        if (segment.fence() != fence) {
            return AppendOutcome.FENCED;
        }
        if (segment.last() <= lastSeq && (!segment.isEmpty() || ended)) {
            return AppendOutcome.DUPLICATE;
        }
        if (ended) {
            return AppendOutcome.ENDED;
        }
        if (segment.first() != lastSeq + 1) {
            return AppendOutcome.GAP;
        }
        lastSeq = segment.last();
        ended = segment.end();
        return AppendOutcome.STORED;
    }
}
