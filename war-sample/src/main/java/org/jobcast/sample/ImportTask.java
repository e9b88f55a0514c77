package org.jobcast.sample;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jobcast.job.JobBody;
import org.jobcast.job.JobContext;
import org.jobcast.job.LogLevel;

/**
 * Imports one uploaded file: good lines go into the database in transactions of {@value #BATCH}, each bad one is a warning
 * in the job's log. An import that fails or is cancelled leaves no rows; the file is deleted in every case.
 */
final class ImportTask implements JobBody {
    /** The result: what became of the lines, and how long it took. */
    record Outcome(long rows, long rejected, double seconds) {}

    static final int MAX_WARNINGS = 1000;
    private static final int BATCH = 500;

    private final Upload upload;
    private final ReadingStore store;
    private final List<Reading> batch = new ArrayList<>(BATCH);
    private long rows;
    private long rejected;

    ImportTask(Upload upload, ReadingStore store) {
        this.upload = upload;
        this.store = store;
    }

    @Override
    public Outcome run(JobContext context) throws IOException {
        long begin = System.nanoTime();
        boolean complete = false;
        try (CsvReader csv = upload.open()) {
            importAll(csv, context);
            store.keep(context.jobId());
            complete = true;
        } finally {
            upload.delete();
            if (!complete) {
                removeRows(context.jobId());
            }
        }
        double seconds = Math.round((System.nanoTime() - begin) / 1e6) / 1e3;
        context.log(rows + " rows imported, " + rejected + " rejected", LogLevel.SUCCESS);
        return new Outcome(rows, rejected, seconds);
    }

    private void importAll(CsvReader csv, JobContext context) throws IOException {
        ReadingColumns columns = ReadingColumns.of(csv.next());
        columns.unused().forEach(name -> context.log("column " + name + " is not used", LogLevel.WARNING));
        context.log("importing " + upload.lines() + " lines");
        CsvRecord record = csv.next();
        if (record == null) {
            context.log("the file has a header and no rows", LogLevel.WARNING);
        }
        long records = 0;
        while (record != null) {
            take(record, columns, context);
            if (++records % BATCH == 0) {
                flush(csv, context);
            }
            record = csv.next();
        }
        flush(csv, context);
    }

    private void take(CsvRecord record, ReadingColumns columns, JobContext context) {
        try {
            Reading reading = columns.reading(record);
            reading.belongTo(context.jobId(), record.line());
            batch.add(reading);
        } catch (IllegalArgumentException e) {
            rejected++;
            if (rejected <= MAX_WARNINGS) {
                context.log("line " + record.line() + ": " + e.getMessage(), LogLevel.WARNING);
            } else if (rejected == MAX_WARNINGS + 1) {
                context.log("more bad lines follow; from here on they are only counted", LogLevel.WARNING);
            }
        }
    }

    private void flush(CsvReader csv, JobContext context) {
        context.throwIfCancelled();
        store.save(batch);
        rows += batch.size();
        batch.clear();
        context.progress(csv.lastLine(), upload.lines(), String.format(Locale.ROOT, "%,d rows", rows));
    }

    /** A cancelled job's thread is interrupted, and the database must not take that for a reason to give up. */
    private void removeRows(String importId) {
        boolean interrupted = Thread.interrupted();
        try {
            store.remove(importId);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
