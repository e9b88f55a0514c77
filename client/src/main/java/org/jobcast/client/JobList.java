package org.jobcast.client;

import java.util.List;

/**
 * One page of jobs.
 *
 * @param jobs the jobs, newest first
 * @param page the number of the page, from 0
 * @param size the most jobs on a page
 * @param total how many jobs fit the filter
 */
public record JobList(List<JobStatus> jobs, int page, int size, long total) {
    /**
     * Copies the jobs.
     *
     * @param jobs the jobs, newest first
     * @param page the number of the page, from 0
     * @param size the most jobs on a page
     * @param total how many jobs fit the filter
     */
    public JobList {
        jobs = List.copyOf(jobs);
    }

    /**
     * Whether there is a page after this one.
     *
     * @return true if there are more jobs
     */
    public boolean hasMore() {
        return (page + 1L) * size < total && !jobs.isEmpty();
    }
}
