package org.jobcast.impl.store.jpa;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.Objects;
import org.jobcast.impl.store.Texts;
import org.jobcast.spi.Segment;
import org.jspecify.annotations.Nullable;

/** A row of {@code jobcast_segment}: a run of events of one log. */
@Entity
@IdClass(SegmentRow.Key.class)
@Table(name = "jobcast_segment")
class SegmentRow {
    @Id
    @Column(name = "channel")
    String channel = "";

    @Id
    @Column(name = "epoch")
    long epoch;

    @Id
    @Column(name = "last_seq")
    long lastSeq;

    @Column(name = "first_seq")
    long firstSeq;

    @Column(name = "fence")
    long fence;

    @Column(name = "ended")
    boolean ended;

    /** The length of {@link #content}, so that a page can be measured without reading it. */
    @Column(name = "content_length")
    int contentLength;

    @Column(name = "content")
    byte[] content = {};

    /** For the JPA provider. */
    protected SegmentRow() {}

    SegmentRow(LogRow log, Segment segment) {
        channel = log.channel;
        epoch = log.epoch;
        lastSeq = segment.last();
        firstSeq = segment.first();
        fence = segment.fence();
        ended = segment.end();
        contentLength = segment.bytes().length;
        content = segment.bytes();
    }

    Segment toSegment() {
        return new Segment(Texts.decode(channel), fence, firstSeq, lastSeq, content, ended);
    }

    /** The primary key; public as JPA 3.1, section 2.4, wants it. */
    public static class Key implements Serializable {
        private static final long serialVersionUID = 1;

        String channel = "";
        long epoch;
        long lastSeq;

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that
                    && channel.equals(that.channel)
                    && epoch == that.epoch
                    && lastSeq == that.lastSeq;
        }

        @Override
        public int hashCode() {
            return Objects.hash(channel, epoch, lastSeq);
        }
    }
}
