package org.jobcast.job;

import java.util.List;

/**
 * One page of jobs.
 *
 * @param jobs the jobs, newest first
 * @param page the number of the page, from 0
 * @param size the most jobs on a page
 * @param total how many jobs fit the query
 */
public record JobPage(List<JobSnapshot> jobs, int page, int size, long total) {
    /**
     * Checks the parts.
     *
     * @param jobs the jobs, newest first
     * @param page the number of the page, from 0
     * @param size the most jobs on a page
     * @param total how many jobs fit the query
     */
    public JobPage {
        jobs = List.copyOf(jobs);
    }
}
