package org.jobcast.impl.job;

import java.util.Optional;
import java.util.function.Function;
import org.jobcast.impl.channel.Names;
import org.jobcast.job.SignalOutcome;
import org.jobcast.spi.SignalStore;

/** Sends signals to jobs, wherever they run. Waits for a store that is shared. Thread-safe. */
final class SignalPost {
    private final SignalStore signals;
    private final Function<String, Optional<JobView>> jobs;

    SignalPost(SignalStore signals, Function<String, Optional<JobView>> jobs) {
        this.signals = signals;
        this.jobs = jobs;
    }

    SignalOutcome send(String id, String name, String payload) {
        Names.require("a signal's name", name, Names.MAX_ID);
        if (payload.length() > JobEngine.MAX_SIGNAL) {
            throw new IllegalArgumentException(
                    "the payload of a signal has at most " + JobEngine.MAX_SIGNAL + " characters");
        }
        Optional<JobView> job = jobs.apply(id);
        if (job.isEmpty()) {
            return SignalOutcome.UNKNOWN;
        }
        if (job.get().state().isTerminal()) {
            return SignalOutcome.ALREADY_TERMINAL;
        }
        long number = signals.send(id, name, payload, AttemptSignals.MAX_SIGNALS);
        if (number > 0) {
            job.get().signalled();
            return SignalOutcome.SENT;
        }
        return number == 0 ? SignalOutcome.UNKNOWN : SignalOutcome.FULL;
    }
}
