package org.jobcast.sample;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Writes a CSV file of weather readings: the same arguments give the same file. Every n-th row is bad, in turns in each
 * of the ways in which real files are.
 *
 * <p>{@code java -cp jobcast-sample.jar org.jobcast.sample.CsvGenerator rows [badEvery [seed]] > readings.csv}
 */
public final class CsvGenerator {
    static final String HEADER = "station,day,temperature,rainfall,note";
    private static final int STATIONS = 40;
    private static final LocalDate FIRST_DAY = LocalDate.of(2000, 1, 1);

    private final SplittableRandom random;
    private final int badEvery;

    /**
     * @param seed makes the file what it is
     * @param badEvery every how many rows one is bad, 0 for none
     */
    CsvGenerator(long seed, int badEvery) {
        if (badEvery < 0) {
            throw new IllegalArgumentException("badEvery must not be negative");
        }
        this.random = new SplittableRandom(seed);
        this.badEvery = badEvery;
    }

    /**
     * Writes the file to the standard output.
     *
     * @param args rows, badEvery (default 500, 0 for none), seed (default 1)
     * @throws IOException if it cannot be written
     * @throws NumberFormatException if an argument is no number
     */
    public static void main(String[] args) throws IOException {
        if (args.length < 1 || args.length > 3) {
            throw new IllegalArgumentException("arguments: rows [badEvery [seed]]");
        }
        int badEvery = args.length > 1 ? Integer.parseInt(args[1]) : 500;
        long seed = args.length > 2 ? Long.parseLong(args[2]) : 1;
        try (Writer out = new BufferedWriter(
                new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8))) {
            new CsvGenerator(seed, badEvery).write(Long.parseLong(args[0]), out);
        }
    }

    void write(long rows, Writer out) throws IOException {
        out.write(HEADER + "\r\n");
        for (long row = 0; row < rows; row++) {
            boolean bad = badEvery > 0 && row % badEvery == badEvery - 1;
            out.write(bad ? badRow(row, row / badEvery) : goodRow(row));
            out.write("\r\n");
        }
    }

    private String goodRow(long row) {
        LocalDate day = day(row);
        double season = 10 - 12 * Math.cos((day.getDayOfYear() - 20) * 2 * Math.PI / 365);
        double temperature = season + random.nextDouble(-6, 6);
        double rainfall = random.nextInt(3) == 0 ? random.nextDouble(0, 25) : 0;
        return String.format(Locale.ROOT, "%s,%s,%.1f,%.1f,%s", station(row), day, temperature, rainfall, note());
    }

    private String badRow(long row, long kind) {
        String start = station(row) + "," + day(row);
        return switch ((int) (kind % 6)) {
            case 0 -> station(row) + ",2026-02-30,3.1,0.0,";
            case 1 -> start + ",warm,0.0,";
            case 2 -> start + ",3.1";
            case 3 -> start + ",999,0.0,";
            case 4 -> start + ",3.1,0.0,a \"quote\" where none may be";
            default -> "station five," + day(row) + ",3.1,-4.0,";
        };
    }

    private String note() {
        return switch (random.nextInt(40)) {
            case 0 -> "\"fog, then sun\"";
            case 1 -> "\"the observer said \"\"unusual\"\"\"";
            case 2 -> "Föhn 🌬";
            default -> "";
        };
    }

    private static String station(long row) {
        return "S" + (100 + row % STATIONS);
    }

    private static LocalDate day(long row) {
        return FIRST_DAY.plusDays(row / STATIONS % 36_500);
    }
}
