package org.jobcast.sample;

import jakarta.ws.rs.Path;
import org.jobcast.rest.JobcastResource;

/** The HTTP contract of jobcast once more, under the path of this application: {@code /api/jobs/…} and so on. */
@Path("")
public class JobsResource extends JobcastResource {}
