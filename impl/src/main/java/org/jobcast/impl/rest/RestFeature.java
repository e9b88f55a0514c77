package org.jobcast.impl.rest;

import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;

/** Registers what JAX-RS has to know. Found as a service, whatever the application's own list of classes says. */
public final class RestFeature implements Feature {
    /** For the JAX-RS implementation. */
    public RestFeature() {}

    @Override
    public boolean configure(FeatureContext context) {
        context.register(FrameWriter.class);
        context.register(JobSnapshotWriter.class);
        context.register(JobPageWriter.class);
        return true;
    }
}
