package org.jobcast.impl.rest;

import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;
import java.util.List;

/** Registers what JAX-RS has to know. Found as a service, whatever the application's own list of classes says. */
public final class RestFeature implements Feature {
    /** For the JAX-RS implementation. */
    public RestFeature() {}

    @Override
    public boolean configure(FeatureContext context) {
        // Found by a scan as well where the application lists no classes; RESTEasy warns of a second registration.
        for (Class<?> provider :
                List.of(FrameWriter.class, JobSnapshotWriter.class, JobPageWriter.class, LocationFilter.class)) {
            if (!context.getConfiguration().isRegistered(provider)) {
                context.register(provider);
            }
        }
        return true;
    }
}
