package org.jobcast.client;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs to list. Parts that are null or empty do not restrict.
 *
 * @param states the states
 * @param type the type, exactly
 * @param owner the owner, exactly
 * @param text what the id, type or owner contains, whatever the case
 * @param page the number of the page, from 0
 * @param size the jobs on a page, 1 to 500
 */
public record JobFilter(
        Set<JobState> states,
        @Nullable String type,
        @Nullable String owner,
        @Nullable String text,
        int page,
        int size) {
    /** The number of jobs on a page unless said otherwise. */
    public static final int DEFAULT_SIZE = 50;

    private static final int MAX_SIZE = 500;

    /**
     * Checks the parts.
     *
     * @param states the states
     * @param type the type, exactly
     * @param owner the owner, exactly
     * @param text what the id, type or owner contains, whatever the case
     * @param page the number of the page, from 0
     * @param size the jobs on a page, 1 to 500
     * @throws IllegalArgumentException if a number is out of range or the state is {@link JobState#UNKNOWN}
     */
    public JobFilter {
        states = Set.copyOf(states);
        if (page < 0 || size < 1 || size > MAX_SIZE) {
            throw new IllegalArgumentException("page >= 0 and 1 <= size <= " + MAX_SIZE);
        }
        if (states.contains(JobState.UNKNOWN)) {
            throw new IllegalArgumentException("no job is in the state unknown");
        }
    }

    /**
     * The first page of all jobs.
     *
     * @return a filter that does not restrict
     */
    public static JobFilter all() {
        return new JobFilter(Set.of(), null, null, null, 0, DEFAULT_SIZE);
    }

    /**
     * Jobs in some states.
     *
     * @param wanted the states
     * @return a copy with these states
     */
    public JobFilter in(JobState... wanted) {
        return new JobFilter(Set.of(wanted), type, owner, text, page, size);
    }

    /**
     * Jobs of a type.
     *
     * @param wanted the type
     * @return a copy with this type
     */
    public JobFilter ofType(String wanted) {
        return new JobFilter(states, wanted, owner, text, page, size);
    }

    /**
     * Another page of the same jobs.
     *
     * @param number from 0
     * @return a copy for that page
     * @throws IllegalArgumentException if the number is negative
     */
    public JobFilter onPage(int number) {
        return new JobFilter(states, type, owner, text, number, size);
    }
}
