package org.jobcast.sample;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import org.jobcast.job.JobContext;
import org.jobcast.job.JobHandler;
import org.jobcast.job.JobType;

/**
 * Imports uploaded files. As a type of jobs with a name, an import whose node dies is gone on with by another one that sees the
 * same directory of uploads, or by this one when it is back.
 */
@JobType("import")
@ApplicationScoped
public class ImportJob implements JobHandler<ImportJob.Request> {
    @Inject
    ReadingStore store;

    /**
     * What one import works on.
     *
     * @param file where the upload is
     * @param lines how many lines it has
     */
    public record Request(String file, long lines) {
        static Request of(Upload upload) {
            return new Request(upload.file().toString(), upload.lines());
        }
    }

    @Override
    public ImportTask.Outcome run(Request request, JobContext context) throws IOException {
        return new ImportTask(new Upload(Path.of(request.file()), request.lines()), store).run(context);
    }
}
