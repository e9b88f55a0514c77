package org.jobcast.impl.job;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The two clocks of the engine.
 *
 * @param wall tells the time of day, for what people read and for expiry
 * @param nanos never runs backwards, for durations
 */
public record EngineClock(InstantSource wall, LongSupplier nanos) {
    /**
     * The clocks of the system.
     *
     * @return the clocks
     */
    public static EngineClock system() {
        return new EngineClock(InstantSource.system(), System::nanoTime);
    }
}
