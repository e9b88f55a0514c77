package org.jobcast.impl.rest;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** Finds the servlet request of the current thread. */
final class CurrentRequest {
    private static final System.Logger LOG = System.getLogger(CurrentRequest.class.getName());

    private CurrentRequest() {}

    /** The asynchronous context of the request, null if there is none or it cannot be found. */
    static @Nullable AsyncContext asyncContext() {
        try {
            HttpServletRequest request =
                    CDI.current().select(HttpServletRequest.class).get();
            return request.isAsyncStarted() ? request.getAsyncContext() : null;
        } catch (RuntimeException | LinkageError e) {
            // No CDI container, or not on the thread of a request: the sink works without, see ConnectionGuard.
            LOG.log(System.Logger.Level.DEBUG, "no servlet request is known for an event sink", e);
            return null;
        }
    }
}
