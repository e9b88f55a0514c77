package org.jobcast.impl.job;

/**
 * The right to take a result, which one caller at a time has. The result stays readable until it is taken. Thread-safe;
 * of {@link #confirm} and {@link #release} the first call counts.
 */
public interface ResultClaim {
    /**
     * The result.
     *
     * @return JSON text
     */
    String json();

    /** Removes the result: it has reached its reader. */
    void confirm();

    /** Gives the right back: the reader is gone. */
    void release();
}
