package org.jobcast.spi;

import java.util.List;

/**
 * One page of the records of a store.
 *
 * @param records the records of the page, newest first
 * @param total how many fit the query, on all pages
 */
public record JobRecords(List<JobRecord> records, long total) {
    /**
     * Checks and copies.
     *
     * @param records the records of the page, newest first
     * @param total how many fit the query, on all pages
     */
    public JobRecords {
        records = List.copyOf(records);
        if (total < records.size()) {
            throw new IllegalArgumentException("the total counts the records of the page too");
        }
    }
}
