import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Turns the raw figures of a run into tables on standard output and a JSON or CSV file. Run by {@code ../run} as
 * {@code java Report.java RAW OUT}; needs nothing but a JDK.
 */
final class Report {
    private static final List<String> REFERENCES = List.of("c", "jersey", "nchan");
    private static final String COST = "cpu_per_million";
    private static final Map<String, List<Column>> COLUMNS = Map.of(
            "idle",
            List.of(new Column("RSS KiB each", "rss_kb_each", 1), new Column("heap KiB each", "heap_kb_each", 1)),
            "stall",
            List.of(
                    new Column("p99 ms without", "without_p99_ms", 2),
                    new Column("p99 ms with", "p99_ms", 2),
                    new Column("published", "published", 0),
                    new Column("missing", "missing", 0),
                    new Column("POST errors", "post_errors", 0)),
            "vanish",
            List.of(
                    new Column("opened", "opened", 0),
                    new Column("refused", "failed", 0),
                    new Column("deaf", "deaf", 0),
                    new Column("closed", "closed", 0),
                    new Column("files before", "files_before", 0),
                    new Column("at once", "files_at_once", 0),
                    new Column("after keep-alives", "files_after_keep_alives", 0),
                    new Column("after 2 events", "files_after_events", 0)));
    private static final List<Column> LOAD = List.of(
            new Column("CPU-s/million", COST, 2),
            new Column("deliveries/s", "per_second", 0),
            new Column("p50 ms", "p50_ms", 2),
            new Column("p99 ms", "p99_ms", 2));
    /** Figures that are named in the notes when they are not zero. */
    private static final List<String> FAULTS =
            List.of("stuck", "missing", "lost", "reordered", "failed", "closed", "deaf", "post_errors", "without_stuck");

    private record Column(String title, String figure, int decimals) {}

    private record Case(String mode, String connections) {}

    /** Minimum, median and maximum of a figure's rounds. */
    private record Spread(double min, double median, double max) {
        static Spread of(List<Double> values) {
            double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            int middle = sorted.length / 2;
            double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
            return new Spread(sorted[0], median, sorted[sorted.length - 1]);
        }

        String text(int decimals) {
            String format = "%." + decimals + "f";
            String middle = String.format(Locale.ROOT, format, median);
            return min == max
                    ? middle
                    : String.format(Locale.ROOT, "%s (" + format + "-" + format + ")", middle, min, max);
        }
    }

    /** The figures of one peer in one case: round to name to value. */
    private static final class Peer {
        final Map<Integer, Map<String, Double>> rounds = new TreeMap<>();

        List<Double> values(String figure) {
            return rounds.values().stream()
                    .map(round -> round.get(figure))
                    .filter(value -> value != null)
                    .toList();
        }

        /** In each round this peer's figure divided by the other's of the same round. */
        List<Double> ratios(Peer other, String figure) {
            List<Double> ratios = new ArrayList<>();
            rounds.forEach((number, round) -> {
                Double own = round.get(figure);
                Double reference = other.rounds.getOrDefault(number, Map.of()).get(figure);
                if (own != null && reference != null && own > 0 && reference > 0) {
                    ratios.add(own / reference);
                }
            });
            return ratios;
        }

        long failures() {
            return rounds.values().stream()
                    .filter(round -> round.getOrDefault("ok", 0.0) == 0)
                    .count();
        }
    }

    private final Map<String, String> facts = new LinkedHashMap<>();
    private final Map<Case, Map<String, Peer>> cases = new LinkedHashMap<>();

    public static void main(String[] args) throws IOException {
        Report report = new Report();
        for (String line : Files.readAllLines(Path.of(args[0]))) {
            report.read(line.split("\t"));
        }
        report.facts.forEach((name, value) -> System.out.println(name + ": " + value));
        report.cases.forEach(report::print);
        Path out = Path.of(args[1]);
        Files.writeString(out, out.toString().endsWith(".csv") ? report.csv() : report.json());
        System.out.println("\nAll rounds: " + out);
    }

    private void read(String[] field) {
        if (field[0].equals("#")) {
            facts.put(field[1], field[2]);
            return;
        }
        cases.computeIfAbsent(new Case(field[0], field[1]), key -> new LinkedHashMap<>())
                .computeIfAbsent(field[2], key -> new Peer())
                .rounds
                .computeIfAbsent(Integer.valueOf(field[3]), key -> new LinkedHashMap<>())
                .put(field[4], Double.valueOf(field[5]));
    }

    private void print(Case key, Map<String, Peer> peers) {
        List<Column> columns = COLUMNS.getOrDefault(key.mode(), LOAD);
        List<String> references = columns == LOAD ? REFERENCES.stream().filter(peers::containsKey).toList() : List.of();
        List<List<String>> table = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of(key.mode() + ", " + key.connections()));
        columns.forEach(column -> head.add(column.title()));
        references.forEach(reference -> head.add("CPU / " + reference));
        head.add("notes");
        table.add(head);
        peers.forEach((name, peer) -> {
            List<String> row = new ArrayList<>(List.of(name));
            columns.forEach(column -> row.add(cell(peer.values(column.figure()), column.decimals())));
            references.forEach(reference -> row.add(cell(peer.ratios(peers.get(reference), COST), 3)));
            row.add(notes(peer));
            table.add(row);
        });
        System.out.println("\n" + facts.getOrDefault("mode " + key.mode(), key.mode()));
        print(table);
    }

    private static String cell(List<Double> values, int decimals) {
        return values.isEmpty() ? "-" : Spread.of(values).text(decimals);
    }

    private static String notes(Peer peer) {
        if (peer.failures() == 0) {
            return "";
        }
        String faults = FAULTS.stream()
                .filter(fault -> peer.values(fault).stream().anyMatch(value -> value > 0))
                .map(fault -> fault.equals("stuck") || fault.equals("without_stuck")
                        ? fault
                        : fault + " " + Spread.of(peer.values(fault)).text(0))
                .collect(Collectors.joining(", "));
        return "FAILED in " + peer.failures() + " of " + peer.rounds.size() + ": "
                + (faults.isEmpty() ? "did not start or could not be measured, see target/logs" : faults);
    }

    private static void print(List<List<String>> table) {
        int[] width = new int[table.get(0).size()];
        table.forEach(row -> Arrays.setAll(width, i -> Math.max(width[i], row.get(i).length())));
        for (List<String> row : table) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < width.length; i++) {
                boolean text = i == 0 || i == width.length - 1;
                line.append(String.format((text ? "%-" : "%") + Math.max(1, width[i]) + "s  ", row.get(i)));
            }
            System.out.println(line.toString().stripTrailing());
        }
    }

    private String csv() {
        StringBuilder text = new StringBuilder("mode,connections,peer,round,figure,value\n");
        facts.forEach((name, value) -> text.append("# ").append(name).append(": ").append(value).append('\n'));
        cases.forEach((key, peers) -> peers.forEach((name, peer) -> peer.rounds.forEach((round, figures) ->
                figures.forEach((figure, value) -> text.append(String.join(
                                ",", key.mode(), key.connections(), name, round.toString(), figure, value.toString()))
                        .append('\n')))));
        return text.toString();
    }

    private String json() {
        List<String> results = new ArrayList<>();
        cases.forEach((key, peers) -> peers.forEach((name, peer) -> results.add(json(key, name, peer, peers))));
        return "{\n\"facts\": " + object(facts, Report::quoted) + ",\n\"results\": [\n" + String.join(",\n", results)
                + "\n]\n}\n";
    }

    private static String json(Case key, String name, Peer peer, Map<String, Peer> peers) {
        Map<String, String> summary = new LinkedHashMap<>();
        peer.rounds.values().stream()
                .flatMap(round -> round.keySet().stream())
                .distinct()
                .forEach(figure -> summary.put(figure, spread(peer.values(figure))));
        for (String reference : REFERENCES) {
            List<Double> ratios = peers.containsKey(reference) ? peer.ratios(peers.get(reference), COST) : List.of();
            if (!ratios.isEmpty()) {
                summary.put(COST + "_to_" + reference, spread(ratios));
            }
        }
        String rounds = peer.rounds.values().stream()
                .map(round -> object(round, String::valueOf))
                .collect(Collectors.joining(",\n    ", "[\n    ", "]"));
        return "  {\"mode\": " + quoted(key.mode()) + ", \"connections\": " + key.connections() + ", \"peer\": "
                + quoted(name) + ",\n   \"rounds\": " + rounds + ",\n   \"summary\": "
                + object(summary, Function.identity()) + "}";
    }

    private static String spread(List<Double> values) {
        Spread spread = Spread.of(values);
        return "{\"min\": " + spread.min() + ", \"median\": " + spread.median() + ", \"max\": " + spread.max() + "}";
    }

    private static <V> String object(Map<String, V> map, Function<V, String> value) {
        return map.entrySet().stream()
                .map(entry -> quoted(entry.getKey()) + ": " + value.apply(entry.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
