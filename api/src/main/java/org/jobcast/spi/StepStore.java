package org.jobcast.spi;

import java.util.Optional;

/**
 * Keeps small values of jobs under names: the results of finished steps, the last checkpoint. They go when the job is deleted
 * from {@link JobStore}. See {@link Store} for what holds for every part of a store.
 */
public interface StepStore {
    /**
     * Keeps a value, in place of one that was kept under the same name.
     *
     * @param job the job's id
     * @param key its name, at most 255 characters
     * @param value any bytes; not copied, nobody changes them
     * @param fence the fence under which the caller owns the job
     * @return false if the job is gone or has another fence; then nothing was changed, and the caller must stop
     */
    boolean put(String job, String key, byte[] value, long fence);

    /**
     * Reads a value.
     *
     * @param job the job's id
     * @param key its name
     * @return the bytes that were put last
     */
    Optional<byte[]> get(String job, String key);
}
