package org.jobcast.impl.rest;

import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Reads the failures of sinks, which each implementation reports in its own way. */
final class SinkErrors {
    private SinkErrors() {}

    /** The reason without the wrappers that futures and implementations put around it. */
    static Throwable classify(Throwable thrown) {
        Throwable reason = thrown;
        while (isWrapper(reason) && reason.getCause() != null) {
            reason = reason.getCause();
        }
        return reason;
    }

    private static boolean isWrapper(Throwable thrown) {
        return thrown instanceof CompletionException
                || thrown instanceof ExecutionException
                || (thrown instanceof RuntimeException && thrown.getCause() instanceof IOException);
    }
}
