package org.jobcast.sample;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads CSV as of RFC 4180 (LF or CRLF, UTF-8 with or without byte order mark), strictly. A malformed record is reported
 * with its line number, and reading goes on at the line after it: one stray quote does not swallow the rest of the file.
 * Blank lines are skipped. Memory is bounded whatever the input is. Not thread-safe.
 */
final class CsvReader implements AutoCloseable {
    private static final int MAX_RECORD_LINES = 100;
    private static final int MAX_RECORD_CHARS = CsvLines.MAX_LINE_BYTES;

    private final CsvLines lines;
    private final Deque<CsvLines.Line> pushedBack = new ArrayDeque<>();
    private long lastLine;

    CsvReader(InputStream in) {
        this.lines = new CsvLines(in);
    }

    /** The number of the last line that belongs to what was returned. */
    long lastLine() {
        return lastLine;
    }

    @Nullable CsvRecord next() throws IOException {
        CsvLines.Line line = nextLine();
        while (line != null && line.problem() == null && line.text().isBlank()) {
            line = nextLine();
        }
        if (line == null) {
            return null;
        }
        String problem = line.problem();
        return problem == null ? new RecordParser(line).parse() : CsvRecord.malformed(line.number(), problem);
    }

    private CsvLines.@Nullable Line nextLine() throws IOException {
        CsvLines.Line line = pushedBack.isEmpty() ? lines.next() : pushedBack.pop();
        if (line != null) {
            lastLine = line.number();
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    /** One record; it takes further lines while a quote is open, and gives them back if the record is malformed. */
    private final class RecordParser {
        private final long firstLine;
        private final Deque<CsvLines.Line> taken = new ArrayDeque<>();
        private final List<String> fields = new ArrayList<>();
        private final StringBuilder field = new StringBuilder();
        private String text;
        private int at;

        RecordParser(CsvLines.Line first) {
            this.firstLine = first.number();
            this.text = first.text();
        }

        CsvRecord parse() throws IOException {
            while (true) {
                String problem = at < text.length() && text.charAt(at) == '"' ? quoted() : plain();
                if (problem != null) {
                    return giveUp(problem);
                }
                if (at == text.length()) {
                    return CsvRecord.of(firstLine, fields);
                }
                at++; // the comma
            }
        }

        private @Nullable String plain() {
            int comma = text.indexOf(',', at);
            int end = comma < 0 ? text.length() : comma;
            String value = text.substring(at, end);
            at = end;
            fields.add(value);
            return value.indexOf('"') < 0 ? null : "a quote inside an unquoted field";
        }

        private @Nullable String quoted() throws IOException {
            field.setLength(0);
            at++;
            while (true) {
                int quote = text.indexOf('"', at);
                if (quote < 0) {
                    field.append(text, at, text.length()).append('\n');
                    if (!takeLine()) {
                        return "the quote that opens here never ends";
                    }
                } else if (quote + 1 < text.length() && text.charAt(quote + 1) == '"') {
                    field.append(text, at, quote + 1);
                    at = quote + 2;
                } else {
                    field.append(text, at, quote);
                    fields.add(field.toString());
                    at = quote + 1;
                    return at == text.length() || text.charAt(at) == ',' ? null : "text after a closing quote";
                }
            }
        }

        private boolean takeLine() throws IOException {
            if (taken.size() >= MAX_RECORD_LINES || field.length() > MAX_RECORD_CHARS) {
                return false;
            }
            CsvLines.Line more = nextLine();
            if (more == null) {
                return false;
            }
            taken.addLast(more);
            text = more.text();
            at = 0;
            return more.problem() == null;
        }

        private CsvRecord giveUp(String problem) {
            while (!taken.isEmpty()) {
                pushedBack.push(taken.removeLast());
            }
            lastLine = firstLine;
            return CsvRecord.malformed(firstLine, problem);
        }
    }
}
