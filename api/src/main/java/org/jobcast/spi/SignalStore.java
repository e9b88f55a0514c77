package org.jobcast.spi;

import java.util.List;

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
     * @return its number, 0 if there is no such job; then nothing was changed
     */
    long send(String job, String name, String payload);

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
