package org.jobcast.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import org.jobcast.job.JobCancelledException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ImportTaskTest {
    private static final ReadingStore STORE = new ReadingStore();

    @BeforeAll
    static void open() {
        STORE.open();
    }

    @AfterAll
    static void close() {
        STORE.close();
    }

    @Test
    void everyGoodLineIsStoredAndEveryBadOneIsAWarningWithItsNumber() throws IOException {
        RecordingContext context = new RecordingContext(Integer.MAX_VALUE);
        Upload upload = upload(generated(1200, 400));
        ImportTask.Outcome result = new ImportTask(upload, STORE).run(context);
        assertThat(result.rows()).isEqualTo(1197);
        assertThat(result.rejected()).isEqualTo(3);
        assertThat(result.seconds()).isNotNegative();
        assertThat(STORE.count("job-1")).isEqualTo(1197);
        assertThat(context.logs)
                .containsExactly(
                        "INFO importing 1201 lines",
                        "WARNING line 401: day \"2026-02-30\" is no date like 2026-11-21",
                        "WARNING line 801: temperature \"warm\" is no number",
                        "WARNING line 1201: 3 fields instead of 5",
                        "SUCCESS 1197 rows imported, 3 rejected");
        assertThat(context.progress).containsExactly("501/1201", "1001/1201", "1201/1201");
        assertThat(upload.file()).doesNotExist();
        STORE.remove("job-1");
    }

    @Test
    void aCancelledImportLeavesNeitherRowsNorTheFile() throws IOException {
        RecordingContext context = new RecordingContext(2);
        Upload upload = upload(generated(5000, 0));
        assertThatThrownBy(() -> new ImportTask(upload, STORE).run(context)).isInstanceOf(JobCancelledException.class);
        assertThat(Thread.interrupted())
                .as("the interrupt is kept for the caller")
                .isTrue();
        assertThat(context.progress).hasSize(2);
        assertThat(STORE.count("job-1")).isZero();
        assertThat(upload.file()).doesNotExist();
    }

    @Test
    void anImportThatStopsHalfWayIsGoneOnWithElsewhereAndRepeatsNoLine() throws IOException {
        Upload upload = upload(generated(1900, 400));
        RecordingContext first = new RecordingContext(2, 1, true, null);
        assertThatThrownBy(() -> new ImportTask(upload, STORE).run(first)).isInstanceOf(JobCancelledException.class);
        Thread.interrupted();
        assertThat(upload.file()).exists();
        assertThat(first.position).isEqualTo(new ImportTask.Position(1001, 998, 2));
        ImportTask.Position before = new ImportTask.Position(501, 499, 1);
        RecordingContext second = new RecordingContext(Integer.MAX_VALUE, 2, false, before);
        ImportTask.Outcome result = new ImportTask(upload, STORE).run(second);
        assertThat(result.rows()).isEqualTo(1896);
        assertThat(result.rejected()).isEqualTo(4);
        assertThat(STORE.count("job-1")).isEqualTo(1896);
        assertThat(second.logs.get(0)).isEqualTo("INFO going on behind line 501");
        assertThat(second.progress).containsExactly("1001/1901", "1501/1901", "1901/1901");
        assertThat(upload.file()).doesNotExist();
        STORE.remove("job-1");
    }

    @Test
    void warningsAreCappedAndTheRestIsCounted() throws IOException {
        RecordingContext context = new RecordingContext(Integer.MAX_VALUE);
        ImportTask.Outcome result = new ImportTask(upload(generated(1500, 1)), STORE).run(context);
        assertThat(result.rows()).isEqualTo(0);
        assertThat(result.rejected()).isEqualTo(1500);
        assertThat(context.logs.stream().filter(line -> line.startsWith("WARNING")))
                .hasSize(ImportTask.MAX_WARNINGS + 1);
        assertThat(context.logs).contains("WARNING more bad lines follow; from here on they are only counted");
    }

    @Test
    void aHeaderWithoutRowsSucceedsWithAWarning() throws IOException {
        RecordingContext context = new RecordingContext(Integer.MAX_VALUE);
        ImportTask.Outcome result = new ImportTask(upload(CsvGenerator.HEADER), STORE).run(context);
        assertThat(result.rows()).isEqualTo(0);
        assertThat(result.rejected()).isEqualTo(0);
        assertThat(context.logs).contains("WARNING the file has a header and no rows");
    }

    @Test
    void onlyTheLastImportsAreKept() {
        for (int i = 1; i <= ReadingStore.KEPT_IMPORTS + 1; i++) {
            Reading reading = new Reading("S1", LocalDate.EPOCH, BigDecimal.ONE, BigDecimal.ONE, "");
            reading.belongTo("kept-" + i, 2);
            STORE.save(List.of(reading), false);
            STORE.keep("kept-" + i);
        }
        assertThat(STORE.count("kept-1")).isZero();
        assertThat(STORE.count("kept-2")).isEqualTo(1);
    }

    private static String generated(int rows, int badEvery) throws IOException {
        StringWriter out = new StringWriter();
        new CsvGenerator(1, badEvery).write(rows, out);
        return out.toString();
    }

    private static Upload upload(String csv) throws IOException {
        return Upload.store(new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)));
    }
}
