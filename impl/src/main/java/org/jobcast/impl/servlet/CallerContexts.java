package org.jobcast.impl.servlet;

import jakarta.enterprise.concurrent.ContextService;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** The contexts of the calling thread. A class of its own: its types are missing on a servlet container. */
final class CallerContexts {
    private static final String NAME = "java:comp/DefaultContextService";

    private static final System.Logger LOG = System.getLogger(CallerContexts.class.getName());

    private CallerContexts() {}

    /** Has work run with them. A thread that has none, as one of jobcast's own, gives none. */
    @SuppressWarnings("BanJNDI") // The name is a constant of the Jakarta Concurrency specification, not input.
    static Runnable bind(Runnable work) {
        try {
            return InitialContext.<ContextService>doLookup(NAME).contextualRunnable(work);
        } catch (NamingException | IllegalStateException | UnsupportedOperationException e) {
            LOG.log(System.Logger.Level.DEBUG, "no contexts on this thread", e);
            return work;
        }
    }
}
