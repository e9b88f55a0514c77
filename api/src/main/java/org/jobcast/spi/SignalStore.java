package org.jobcast.spi;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Keeps the signals that were sent to a job. They are numbered in the order in which they were sent, from 1 without holes, and
 * stay until the job is deleted from {@link JobStore}: a job that is run again after a crash finds the same signals again. See
 * {@link Store} for what holds for every part of a store.
 */
public interface SignalStore {
    /**
     * Adds a signal.
     *
     * @param job the job's id
     * @param name the signal's name, at most 255 characters
     * @param payload what it says, JSON text
     * @param max how many signals a job may have
     * @return its number, 0 if there is no such job, a negative one if it has so many already; then nothing was changed
     */
    long send(String job, String name, String payload, long max);

    /**
     * Tells how many signals jobs have got, with one request to the store however many jobs are asked for. This is what a node
     * asks for again and again while jobs wait.
     *
     * @param jobs the ids of the jobs
     * @return the number of the last signal by id, without jobs that have none
     */
    Map<String, Long> last(Collection<String> jobs);

    /**
     * Reads signals.
     *
     * @param job the job's id
     * @param after the number of the last signal that the caller has, 0 for none
     * @param max how many at most
     * @return the next signals, in order; empty if there are none
     */
    List<Signal> read(String job, long after, int max);
}
