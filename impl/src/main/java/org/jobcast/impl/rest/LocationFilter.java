package org.jobcast.impl.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.net.URI;
import java.util.Optional;
import org.jobcast.impl.runtime.JobcastRuntime;
import org.jobcast.impl.servlet.Runtimes;

/** Repairs the address of a job's stream where the JAX-RS implementation has bent it: see {@link RestQuirks#unbend}. */
@Provider
public final class LocationFilter implements ContainerResponseFilter {
    /** For the JAX-RS implementation. */
    public LocationFilter() {}

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        URI location = response.getLocation();
        URI base = request.getUriInfo().getBaseUri();
        if (location == null || base == null) {
            return;
        }
        Optional<JobcastRuntime> runtime = Runtimes.find();
        if (runtime.isPresent()) {
            URI right = RestQuirks.unbend(location, base, runtime.get().jobsPath());
            if (!right.equals(location)) {
                response.getHeaders().putSingle(HttpHeaders.LOCATION, right.toString());
            }
        }
    }
}
