package org.jobcast.sample;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jobcast.job.JobContext;
import org.jobcast.job.LogLevel;

/**
 * Imports one uploaded file: good lines go into the database in transactions of {@value #BATCH}, each bad one is a warning
 * in the job's log, and after each transaction there is a checkpoint, from which the next attempt goes on. An import that fails
 * or is cancelled leaves no rows; the file is deleted in every case but one: another attempt needs it.
 */
final class ImportTask {
    /** The result: what became of the lines, and how long it took. */
    record Outcome(long rows, long rejected, double seconds) {}

    /** How far it is: the last line that was dealt with, and what became of the lines. */
    record Position(long line, long rows, long rejected) {}

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

    Outcome run(JobContext context) throws IOException {
        long begin = System.nanoTime();
        boolean complete = false;
        Optional<Position> last = context.lastCheckpoint().map(kept -> kept.as(Position.class));
        last.ifPresent(this::resume);
        try (CsvReader csv = upload.open()) {
            importAll(csv, last.map(Position::line).orElse(0L), context);
            store.keep(context.jobId());
            complete = true;
        } finally {
            if (!context.isHandedOver()) {
                upload.delete();
                if (!complete) {
                    removeRows(context.jobId());
                }
            }
        }
        double seconds = Math.round((System.nanoTime() - begin) / 1e6) / 1e3;
        context.log(rows + " rows imported, " + rejected + " rejected", LogLevel.SUCCESS);
        return new Outcome(rows, rejected, seconds);
    }

    private void resume(Position last) {
        rows = last.rows();
        rejected = last.rejected();
    }

    private void importAll(CsvReader csv, long from, JobContext context) throws IOException {
        ReadingColumns columns = ReadingColumns.of(csv.next());
        CsvRecord record = csv.next();
        if (from == 0) {
            columns.unused().forEach(name -> context.log("column " + name + " is not used", LogLevel.WARNING));
            context.log("importing " + upload.lines() + " lines");
            if (record == null) {
                context.log("the file has a header and no rows", LogLevel.WARNING);
            }
        } else {
            context.log("going on behind line " + from);
        }
        while (record != null && csv.lastLine() <= from) {
            record = csv.next();
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
        store.save(batch, context.attempt() > 1);
        rows += batch.size();
        batch.clear();
        context.checkpoint(new Position(csv.lastLine(), rows, rejected));
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
