package org.jobcast.sample;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.jobcast.job.Job;
import org.jobcast.job.JobOptions;
import org.jobcast.job.JobRefusedException;
import org.jobcast.job.JobRegistry;

/** Jobs that do nothing but report. */
@Path("")
@RequestScoped
public class DemoResource {
    private static final JobOptions REPEATABLE =
            JobOptions.builder().repeatable().build();

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Inject
    JobRegistry jobs;

    /**
     * Submits a job of a number of steps, each of which is one progress and one log event.
     *
     * @param steps how many steps, up to 1,000,000
     * @param delayMs how long a step takes, up to 60,000 milliseconds
     * @param fail whether it fails after the last step
     * @param ignoreInterrupt whether it goes on when it is asked to stop, like code that swallows interrupts
     * @param size how long a log message is at least, up to 1,000,000 characters
     * @param quiet whether it logs nothing
     * @return 202 with the job and the address of its stream; 400 if a parameter is out of range, 503 if too many jobs are
     *     waiting
     */
    @POST
    @Path("jobs")
    @Produces(MediaType.APPLICATION_JSON)
    public Response start(
            @QueryParam("steps") @DefaultValue("5") int steps,
            @QueryParam("delayMs") @DefaultValue("100") int delayMs,
            @QueryParam("fail") @DefaultValue("false") boolean fail,
            @QueryParam("ignoreInterrupt") @DefaultValue("false") boolean ignoreInterrupt,
            @QueryParam("size") @DefaultValue("0") int size,
            @QueryParam("quiet") @DefaultValue("false") boolean quiet) {
        if (outside(steps, 1_000_000) || outside(delayMs, 60_000) || outside(size, 1_000_000)) {
            return Problems.of(400, "Out of range", "steps and size are 0 to 1000000, delayMs is 0 to 60000.");
        }
        try {
            Job job = jobs.submit("demo", REPEATABLE, new DemoTask(steps, delayMs, fail, ignoreInterrupt, size, quiet));
            return Response.accepted(job.snapshot()).location(job.streamUri()).build();
        } catch (JobRefusedException e) {
            return Problems.of(503, "Too many jobs are waiting", "Try again in a moment.");
        }
    }

    /**
     * Submits a job that waits, for ten minutes at most, until somebody sends it the signal {@code decision}.
     *
     * @return 202 with the job, whose result is what was decided; 503 if too many jobs are waiting
     */
    @POST
    @Path("approvals")
    @Produces(MediaType.APPLICATION_JSON)
    public Response ask() {
        try {
            Job job = jobs.submit("approval", JobOptions.defaults(), context -> {
                context.log("somebody has to decide");
                return context.awaitSignal("decision", PATIENCE)
                        .map(decision -> decision.as(Object.class))
                        .orElseThrow(() -> new IllegalStateException("nobody decided within " + PATIENCE));
            });
            return Response.accepted(job.snapshot()).location(job.streamUri()).build();
        } catch (JobRefusedException e) {
            return Problems.of(503, "Too many jobs are waiting", "Try again in a moment.");
        }
    }

    private static boolean outside(int value, int max) {
        return value < 0 || value > max;
    }
}
