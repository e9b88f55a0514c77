package org.jobcast.impl.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jobcast.channel.StreamPosition;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.LogEntry;
import org.jobcast.impl.channel.LogPosition;

/** The events of a job as JSON for clients that poll. Each event is the object that the stream carries as data. */
final class EventsJson {
    private static final int MAX_EVENTS = 1000;
    private static final int MAX_BYTES = 1 << 20;

    private EventsJson() {}

    /** Whether there is something to answer after a sequence number. */
    static boolean hasNews(EventLog log, long after) {
        return log.last() != after || log.isClosed();
    }

    /** {@code {"events":[…],"last":N,"done":bool}}, a page of at most 1000 events or about 1 MiB. */
    static String after(EventLog log, long after) {
        LogPosition position = after > log.last() || after < log.first() - 1
                ? LogPosition.find(log, log.epoch() + "-" + after, StreamPosition.START)
                : new LogPosition(after, null);
        StringBuilder json = new StringBuilder("{\"events\":[");
        if (position.gap() != null) {
            json.append(position.gap().toJson());
        }
        long last = position.after();
        for (LogEntry entry : log.entries(last, MAX_EVENTS)) {
            if (json.length() > MAX_BYTES) {
                break;
            }
            json.append(json.charAt(json.length() - 1) == '[' ? "" : ",")
                    .append(entry.frame().data());
            last = entry.seq();
        }
        boolean done = log.isExhausted(last);
        return json.append("],\"last\":")
                .append(last)
                .append(",\"done\":")
                .append(done)
                .append('}')
                .toString();
    }

    /** {@code {"logs":[…]}} with every event that the history holds, written without building it in memory. */
    static void writeAll(EventLog log, OutputStream out) throws IOException {
        out.write(ascii("{\"logs\":["));
        LogPosition position = LogPosition.find(log, null, StreamPosition.START);
        boolean first = true;
        if (position.gap() != null) {
            out.write(ascii(position.gap().toJson()));
            first = false;
        }
        long after = position.after();
        for (List<LogEntry> page = log.entries(after, 100); !page.isEmpty(); page = log.entries(after, 100)) {
            for (LogEntry entry : page) {
                out.write(ascii(first ? "" : ","));
                out.write(entry.frame().data().getBytes(StandardCharsets.UTF_8));
                first = false;
                after = entry.seq();
            }
        }
        out.write(ascii("]}"));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
