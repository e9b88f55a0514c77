package org.jobcast.spi;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which node a job belongs to, and when it may be given to one. A job of a node that dies is claimed by another one, see
 * {@link NodeStore#claim}.
 *
 * @param node the id of the node that owns the job, null if nobody does
 * @param fence counts the owners, 0 before the first; what the owner writes carries it, see {@link EventStore#open}
 * @param due when a job that nobody owns may be claimed, to the microsecond; null if it may not be
 */
public record Assignment(
        @Nullable String node, long fence, @Nullable Instant due) {
    /**
     * Checks, and cuts the time to microseconds, which every store can keep.
     *
     * @param node the id of the node that owns the job, null if nobody does
     * @param fence counts the owners, 0 before the first; what the owner writes carries it, see {@link EventStore#open}
     * @param due when a job that nobody owns may be claimed, to the microsecond; null if it may not be
     */
    public Assignment {
        if (fence < 0 || (node != null && fence == 0)) {
            throw new IllegalArgumentException("an owner has a fence of 1 or more");
        }
        due = due == null ? null : due.truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * A job that belongs to nobody, and that nobody may claim.
     *
     * @return fence 0
     */
    public static Assignment none() {
        return new Assignment(null, 0, null);
    }

    /**
     * A job that any node may claim.
     *
     * @param due from when on
     * @return fence 0
     */
    public static Assignment from(Instant due) {
        return new Assignment(null, 0, due);
    }

    /**
     * Gives the job to a node.
     *
     * @param node its id
     * @return the next fence
     */
    public Assignment to(String node) {
        return new Assignment(node, fence + 1, due);
    }

    /**
     * Takes the job from its node.
     *
     * @param due when it may be claimed, null for never
     * @return the same fence, nobody's
     */
    public Assignment released(@Nullable Instant due) {
        return new Assignment(null, fence, due);
    }
}
