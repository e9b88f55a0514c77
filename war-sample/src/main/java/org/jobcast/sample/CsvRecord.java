package org.jobcast.sample;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One record of a CSV file.
 *
 * @param line the number of its first line, from 1
 * @param fields its fields, empty if it is malformed
 * @param problem why it is malformed, null if it is not
 */
record CsvRecord(long line, List<String> fields, @Nullable String problem) {
    static CsvRecord of(long line, List<String> fields) {
        return new CsvRecord(line, List.copyOf(fields), null);
    }

    static CsvRecord malformed(long line, String problem) {
        return new CsvRecord(line, List.of(), problem);
    }
}
