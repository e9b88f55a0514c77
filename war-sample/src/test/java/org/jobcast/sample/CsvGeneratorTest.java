package org.jobcast.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvGeneratorTest {
    @Test
    void theSameSeedGivesTheSameFileAndAnotherOneDoesNot() throws IOException {
        assertThat(generate(7, 500, 100)).isEqualTo(generate(7, 500, 100)).isNotEqualTo(generate(8, 500, 100));
    }

    @Test
    void exactlyEveryNthRowIsBad() throws IOException {
        List<Long> bad = new ArrayList<>();
        byte[] file = generate(1, 6000, 100).getBytes(StandardCharsets.UTF_8);
        try (CsvReader csv = new CsvReader(new ByteArrayInputStream(file))) {
            ReadingColumns columns = ReadingColumns.of(csv.next());
            for (CsvRecord row = csv.next(); row != null; row = csv.next()) {
                try {
                    columns.reading(row);
                } catch (IllegalArgumentException e) {
                    bad.add(row.line());
                }
            }
        }
        assertThat(bad).hasSize(60).allMatch(line -> (line - 1) % 100 == 0);
    }

    private static String generate(long seed, int rows, int badEvery) throws IOException {
        StringWriter out = new StringWriter();
        new CsvGenerator(seed, badEvery).write(rows, out);
        return out.toString();
    }
}
