package org.jobcast.it.app.rest;

import jakarta.ws.rs.Path;
import org.jobcast.rest.JobcastResource;

/** The HTTP contract by way of JAX-RS. */
@Path("work")
public class WorkResource extends JobcastResource {}
