package org.jobcast.impl.job;

import org.jobcast.spi.SignalStore;
import org.jobcast.spi.StepStore;

/**
 * Where jobs keep what a further attempt must know.
 *
 * @param steps finished steps and checkpoints
 * @param signals signals
 * @param desk wakes up who waits for signals
 */
record JobNotes(StepStore steps, SignalStore signals, SignalDesk desk) {}
