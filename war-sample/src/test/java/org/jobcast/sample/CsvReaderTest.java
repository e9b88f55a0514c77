package org.jobcast.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvReaderTest {
    @Test
    void aQuotedFieldMayHoldCommasQuotesAndLineBreaks() throws IOException {
        assertThat(read("a,\"b,\"\"c\"\"\r\nd\",e\r\nf,g,\r\n"))
                .containsExactly(
                        CsvRecord.of(1, List.of("a", "b,\"c\"\nd", "e")), CsvRecord.of(3, List.of("f", "g", "")));
    }

    @Test
    void aByteOrderMarkBlankLinesAndAMissingLastLineEndAreNoRecords() throws IOException {
        assertThat(read("\uFEFFa\n\n  \r\nb"))
                .containsExactly(CsvRecord.of(1, List.of("a")), CsvRecord.of(4, List.of("b")));
    }

    @Test
    void aStrayQuoteCostsOnlyItsOwnLine() throws IOException {
        List<CsvRecord> records = read("a,b\nf,x\"y\ng,\"h\"i\nj,k\nc,\"never closed\nd,e\n");
        assertThat(records).extracting(CsvRecord::line).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(records)
                .extracting(CsvRecord::problem)
                .containsExactly(
                        null,
                        "a quote inside an unquoted field",
                        "text after a closing quote",
                        null,
                        "the quote that opens here never ends",
                        null);
    }

    @Test
    void aQuoteThatTheNextLinesCloseBadlyGivesThemBack() throws IOException {
        List<CsvRecord> records = read("\"a\nb\"c\nd\n");
        assertThat(records).extracting(CsvRecord::line).containsExactly(1L, 2L, 3L);
        assertThat(records.get(0).problem()).isEqualTo("text after a closing quote");
        assertThat(records.get(1).problem()).isEqualTo("a quote inside an unquoted field");
        assertThat(records.get(2).fields()).containsExactly("d");
    }

    @Test
    void whatIsNotUtf8IsAMalformedLine() throws IOException {
        byte[] bytes = "a\nb?\nc\nd\0\n".getBytes(StandardCharsets.ISO_8859_1);
        bytes[3] = (byte) 0xFF;
        List<CsvRecord> records = read(bytes);
        assertThat(records)
                .extracting(CsvRecord::problem)
                .containsExactly(null, "not UTF-8", null, "holds a NUL character");
    }

    @Test
    void aLineWithoutEndIsReportedOnceAndNotKeptInMemory() throws IOException {
        List<CsvRecord> records = read("a\n" + "x".repeat(3 * CsvLines.MAX_LINE_BYTES) + "\nb\n");
        assertThat(records).extracting(CsvRecord::line).containsExactly(1L, 2L, 3L);
        assertThat(records.get(1).problem()).isEqualTo("longer than 65536 bytes");
    }

    @Test
    void anEmptyFileHasNoRecord() throws IOException {
        assertThat(read("")).isEmpty();
    }

    private static List<CsvRecord> read(String text) throws IOException {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<CsvRecord> read(byte[] bytes) throws IOException {
        List<CsvRecord> records = new ArrayList<>();
        try (CsvReader reader = new CsvReader(new ByteArrayInputStream(bytes))) {
            for (CsvRecord csv = reader.next(); csv != null; csv = reader.next()) {
                records.add(csv);
            }
        }
        return records;
    }
}
