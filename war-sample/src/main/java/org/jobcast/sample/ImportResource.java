package org.jobcast.sample;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import org.jobcast.job.Job;
import org.jobcast.job.JobRefusedException;
import org.jobcast.job.JobRegistry;
import org.jobcast.job.JobState;
import org.jspecify.annotations.Nullable;

/** Imports a CSV file as a job: {@code curl --data-binary @file.csv http://…/api/imports}. */
@Path("imports")
@RequestScoped
public class ImportResource {
    @Inject
    JobRegistry jobs;

    @Inject
    ReadingStore store;

    /**
     * Stores the body and submits its import.
     *
     * @param site where a browser's request comes from
     * @param length the body's length, if the client says it
     * @param body the CSV file, at most 64 MiB, whatever its content type
     * @return 202 with the job and the address of its stream; 400 if the header is wrong, 403 from another site's page, 413
     *     if it is too large, 503 if too many jobs are waiting
     * @throws IOException if the body cannot be read or stored
     */
    @POST
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response start(
            @HeaderParam("Sec-Fetch-Site") @Nullable String site,
            @HeaderParam("Content-Length") @Nullable Long length,
            InputStream body)
            throws IOException {
        if ("cross-site".equals(site)) {
            return Problems.of(403, "Refused", "Imports are not started from the pages of other sites.");
        }
        if (length != null && length > Upload.MAX_BYTES) {
            return tooLarge();
        }
        Upload upload;
        try {
            upload = Upload.store(body);
        } catch (Upload.TooLargeException e) {
            return tooLarge();
        }
        return submit(upload);
    }

    private Response submit(Upload upload) throws IOException {
        boolean submitted = false;
        try (CsvReader csv = upload.open()) {
            // The header is read here too, so that a wrong file is an answer and not a job that fails.
            ReadingColumns.of(csv.next());
            store.removeUnless(this::isWanted);
            // Not repeatable: the file goes with the job's end.
            Job job = jobs.start("import", ImportJob.Request.of(upload));
            submitted = true;
            // A job that is cancelled while it waits never runs and cannot tidy up.
            job.completion().thenRun(upload::delete);
            return Response.accepted(job.snapshot()).location(job.streamUri()).build();
        } catch (BadHeaderException e) {
            return Problems.of(400, "Not the file that was expected", String.valueOf(e.getMessage()));
        } catch (JobRefusedException e) {
            return Problems.of(503, "Too many imports are waiting", "Try again in a moment.");
        } finally {
            if (!submitted) {
                upload.delete();
            }
        }
    }

    /** Rows are of use while their import goes on and when it has succeeded, as long as that is known. */
    private boolean isWanted(String importId) {
        return jobs.find(importId)
                .filter(job -> !job.state().isTerminal() || job.state() == JobState.SUCCEEDED)
                .isPresent();
    }

    private static Response tooLarge() {
        return Problems.of(413, "The file is too large", "At most 64 MiB are imported at once.");
    }
}
