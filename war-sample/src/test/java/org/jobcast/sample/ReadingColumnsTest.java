package org.jobcast.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadingColumnsTest {
    private final ReadingColumns columns = columns("station", "day", "temperature", "rainfall", "note");

    @Test
    void theColumnsMayComeInAnyOrderAndCase() {
        ReadingColumns other = columns("Rainfall", "DAY", " station ", "humidity", "temperature");
        Reading reading = other.reading(CsvRecord.of(2, List.of("1.5", "2026-11-21", "S1", "80", "-3.25")));
        assertThat(reading.station()).isEqualTo("S1");
        assertThat(reading.day()).isEqualTo(LocalDate.of(2026, 11, 21));
        assertThat(reading.temperature()).isEqualTo(new BigDecimal("-3.25"));
        assertThat(reading.rainfall()).isEqualByComparingTo("1.5");
        assertThat(reading.note()).isEmpty();
        assertThat(other.unused()).containsExactly("\"humidity\"");
    }

    @Test
    void aHeaderThatNamesAColumnTwiceIsRefused() {
        assertThatThrownBy(() -> columns("station", "day", "temperature", "rainfall", "Day"))
                .isInstanceOf(BadHeaderException.class)
                .hasMessage("The column \"day\" comes twice in the header.");
    }

    @Test
    void aHeaderThatLacksColumnsSaysWhich() {
        assertThatThrownBy(() -> columns("id", "day"))
                .isInstanceOf(BadHeaderException.class)
                .hasMessageStartingWith("The header lacks station, temperature, rainfall.");
    }

    @Test
    void anEmptyOrBinaryFileIsRefused() {
        assertThatThrownBy(() -> ReadingColumns.of(null))
                .isInstanceOf(BadHeaderException.class)
                .hasMessageStartingWith("The file is empty.");
        assertThatThrownBy(() -> ReadingColumns.of(CsvRecord.malformed(1, "not UTF-8")))
                .isInstanceOf(BadHeaderException.class)
                .hasMessageContaining("is no CSV: not UTF-8");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    S 1,2026-11-21,1,1,   | station "S 1" is not 1 to 16 letters, digits or -
                    S1,2026-02-30,1,1,    | day "2026-02-30" is no date like 2026-11-21
                    S1,2026-11-21,1e9,1,  | temperature "1e9" is no number
                    S1,2026-11-21,65.01,1,| temperature 65.01 is not between -95 and 65
                    S1,2026-11-21,1,-0.1, | rainfall -0.1 is not between 0 and 2000
                    S1,2026-11-21,1       | 3 fields instead of 5
                    """)
    void aBadRecordSaysWhatIsWrong(String line, String message) {
        CsvRecord csv = CsvRecord.of(2, List.of(line.split(",", -1)));
        assertThatThrownBy(() -> columns.reading(csv))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void whatIsQuotedInAMessageIsShortAndPrintable() {
        CsvRecord csv = CsvRecord.of(2, List.of("S1", "\u001b[31m" + "x".repeat(100), "1", "1", ""));
        assertThatThrownBy(() -> columns.reading(csv))
                .hasMessage("day \"?[31m" + "x".repeat(35) + "…\" is no date like 2026-11-21");
    }

    private static ReadingColumns columns(String... names) {
        return ReadingColumns.of(CsvRecord.of(1, List.of(names)));
    }
}
