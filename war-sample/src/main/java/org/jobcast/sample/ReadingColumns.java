package org.jobcast.sample;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which column of a file holds what, from its header, and the conversion of a record into a {@link Reading}. */
final class ReadingColumns {
    private static final List<String> REQUIRED = List.of("station", "day", "temperature", "rainfall");
    private static final String NOTE = "note";
    private static final int MAX_NOTE = 500;

    private final Map<String, Integer> positions;
    private final List<String> unused;
    private final int count;

    private ReadingColumns(Map<String, Integer> positions, List<String> unused, int count) {
        this.positions = positions;
        this.unused = unused;
        this.count = count;
    }

    /**
     * Reads a header: the columns may come in any order, {@code note} may be missing, others are ignored.
     *
     * @throws BadHeaderException if there is none, a name is missing or comes twice
     */
    static ReadingColumns of(@Nullable CsvRecord header) {
        if (header == null) {
            throw new BadHeaderException("The file is empty. Its first line must name the columns " + names() + ".");
        }
        if (header.problem() != null) {
            throw new BadHeaderException("Line " + header.line() + " should name the columns " + names()
                    + ", but is no CSV: " + header.problem() + ".");
        }
        Map<String, Integer> positions = new HashMap<>();
        List<String> unused = new ArrayList<>();
        for (int i = 0; i < header.fields().size(); i++) {
            String name = header.fields().get(i).strip().toLowerCase(Locale.ROOT);
            if (positions.put(name, i) != null) {
                throw new BadHeaderException("The column " + quote(name) + " comes twice in the header.");
            }
            if (!REQUIRED.contains(name) && !name.equals(NOTE)) {
                unused.add(name);
            }
        }
        List<String> missing =
                REQUIRED.stream().filter(name -> !positions.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            throw new BadHeaderException(
                    "The header lacks " + String.join(", ", missing) + ". It must name " + names() + ".");
        }
        return new ReadingColumns(
                positions, List.copyOf(unused), header.fields().size());
    }

    private static String names() {
        return String.join(", ", REQUIRED) + " and, if you like, " + NOTE;
    }

    List<String> unused() {
        return unused.stream().map(ReadingColumns::quote).toList();
    }

    /** @throws IllegalArgumentException with a message for the user, if the record is no reading */
    Reading reading(CsvRecord csv) {
        if (csv.problem() != null) {
            throw new IllegalArgumentException(csv.problem());
        }
        if (csv.fields().size() != count) {
            throw new IllegalArgumentException(csv.fields().size() + " fields instead of " + count);
        }
        String station = field(csv, "station").strip();
        if (!station.matches("[A-Za-z0-9-]{1,16}")) {
            throw new IllegalArgumentException("station " + quote(station) + " is not 1 to 16 letters, digits or -");
        }
        LocalDate day = day(field(csv, "day"));
        BigDecimal temperature = number(csv, "temperature", -95, 65);
        BigDecimal rainfall = number(csv, "rainfall", 0, 2000);
        String note = positions.containsKey(NOTE) ? field(csv, NOTE) : "";
        if (note.length() > MAX_NOTE) {
            throw new IllegalArgumentException(
                    "note has " + note.length() + " characters, " + MAX_NOTE + " are allowed");
        }
        return new Reading(station, day, temperature, rainfall, note);
    }

    private String field(CsvRecord csv, String name) {
        Integer position = positions.get(name);
        return position == null ? "" : csv.fields().get(position);
    }

    private static LocalDate day(String value) {
        try {
            return LocalDate.parse(value.strip());
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("day " + quote(value) + " is no date like 2026-11-21", e);
        }
    }

    private BigDecimal number(CsvRecord csv, String name, int min, int max) {
        String value = field(csv, name).strip();
        // Checked before parsing: BigDecimal also takes exponents and digits without end.
        if (!value.matches("[+-]?\\d{1,6}(\\.\\d{1,6})?")) {
            throw new IllegalArgumentException(name + " " + quote(value) + " is no number");
        }
        BigDecimal number = new BigDecimal(value).setScale(2, RoundingMode.HALF_UP);
        if (number.compareTo(BigDecimal.valueOf(min)) < 0 || number.compareTo(BigDecimal.valueOf(max)) > 0) {
            throw new IllegalArgumentException(name + " " + value + " is not between " + min + " and " + max);
        }
        return number;
    }

    private static String quote(String value) {
        String shown = value.length() > 40 ? value.substring(0, 40) + "…" : value;
        return "\"" + shown.replaceAll("\\p{Cntrl}", "?") + "\"";
    }
}
