package org.jobcast.spi;

import java.util.Objects;

/**
 * A signal that was sent to a job.
 *
 * @param number which one of the job's signals, from 1
 * @param name its name
 * @param payload what it says, JSON text
 */
public record Signal(long number, String name, String payload) {
    /**
     * Checks.
     *
     * @param number which one of the job's signals, from 1
     * @param name its name
     * @param payload what it says, JSON text
     */
    public Signal {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(payload, "payload");
        if (number < 1) {
            throw new IllegalArgumentException("number >= 1");
        }
    }

    /** Names the signal; the payload is left out, so that it reaches no log. */
    @Override
    public String toString() {
        return "Signal[" + number + " " + name + "]";
    }
}
