package org.jobcast.sample;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Path;
import org.jobcast.rest.JobcastResource;

/**
 * The HTTP contract of jobcast once more, under the path of this application: {@code /api/jobs/…} and so on. It holds
 * nothing of a request, and needs no request scope, which web.xml takes away from these paths.
 */
@Path("")
@ApplicationScoped
public class JobsResource extends JobcastResource {}
