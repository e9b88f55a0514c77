package org.jobcast.it.app.rest;

import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.jobcast.job.Job;
import org.jobcast.job.JobRegistry;
import org.jobcast.job.LogLevel;

/** The resource of the README. */
@Path("imports")
public class StartResource {
    @Inject
    JobRegistry jobs;

    /** Starts an import of so many rows. */
    @POST
    @Produces(MediaType.APPLICATION_JSON)
    public Response start(@QueryParam("rows") @DefaultValue("10") int rows) {
        Job job = jobs.submit("import", ctx -> {
            for (int i = 1; i <= rows; i++) {
                ctx.throwIfCancelled();
                ctx.progress(i, rows);
            }
            ctx.log("imported", LogLevel.SUCCESS);
            return Map.of("rows", rows);
        });
        return Response.accepted(job.snapshot()).location(job.streamUri()).build();
    }

    /** The snapshot of one, as the JAX-RS implementation writes it. */
    @GET
    @Path("{id}")
    @Produces(MediaType.APPLICATION_JSON)
    public Object show(@PathParam("id") String id) {
        return jobs.require(id).snapshot();
    }
}
