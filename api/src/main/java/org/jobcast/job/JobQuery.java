package org.jobcast.job;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs to list. Newest first; parts that are null or empty do not restrict.
 *
 * @param states the states
 * @param type the type, exactly
 * @param owner the owner, exactly
 * @param text what the id, type or owner contains, whatever the case
 * @param page the number of the page, from 0
 * @param size the jobs on a page, 1 to 500
 */
public record JobQuery(
        Set<JobState> states,
        @Nullable String type,
        @Nullable String owner,
        @Nullable String text,
        int page,
        int size) {
    /** The number of jobs on a page unless said otherwise. */
    public static final int DEFAULT_SIZE = 50;

    /**
     * Checks the parts.
     *
     * @param states the states
     * @param type the type, exactly
     * @param owner the owner, exactly
     * @param text what the id, type or owner contains, whatever the case
     * @param page the number of the page, from 0
     * @param size the jobs on a page, 1 to 500
     */
    public JobQuery {
        states = Set.copyOf(states);
        if (page < 0 || size < 1 || size > 500) {
            throw new IllegalArgumentException("page >= 0, 1 <= size <= 500");
        }
    }

    /**
     * The first page of all jobs.
     *
     * @return a query without restriction
     */
    public static JobQuery all() {
        return new JobQuery(Set.of(), null, null, null, 0, DEFAULT_SIZE);
    }
}
