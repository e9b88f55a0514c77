package org.jobcast.impl.http;

import static org.jobcast.channel.StreamPosition.START;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.Gap;
import org.jobcast.impl.channel.LogEntry;
import org.jobcast.impl.channel.LogPosition;
import org.jobcast.impl.sse.EventId;
import org.jspecify.annotations.Nullable;

/** The events of a job as JSON for clients that poll. Each event is the object that the stream carries as data. */
final class EventsJson {
    private static final int MAX_EVENTS = 1000;
    private static final int MAX_BYTES = 1 << 20;
    private static final int PAGE = 100;

    private EventsJson() {}

    /** Whether there is something to answer after a sequence number. */
    static boolean hasNews(EventLog log, long after) {
        return log.last() != after || log.isClosed();
    }

    /** {@code {"events":[…],"last":N,"done":bool}}, a page of at most 1000 events or about 1 MiB. */
    static String after(EventLog log, long after) {
        long last = after;
        Gap gap = null;
        if (after > log.last()) {
            LogPosition position = LogPosition.find(log, new EventId(log.epoch(), after).toString(), START);
            last = position.after();
            gap = position.gap();
        }
        List<LogEntry> page = log.page(last, MAX_EVENTS);
        gap = gap == null ? missed(log, last, page) : gap;
        StringBuilder json = new StringBuilder("{\"events\":[");
        if (gap != null) {
            json.append(gap.toJson());
            last = gap.first() - 1;
        }
        int events = 0;
        for (LogEntry entry : page) {
            if (json.length() > MAX_BYTES || ++events > MAX_EVENTS) {
                break;
            }
            json.append(json.charAt(json.length() - 1) == '[' ? "" : ",")
                    .append(entry.frame().data());
            last = entry.seq();
        }
        return json.append("],\"last\":")
                .append(last)
                .append(",\"done\":")
                .append(log.isExhausted(last))
                .append('}')
                .toString();
    }

    /** {@code {"logs":[…]}} with every event that the history holds, written without building it in memory. */
    static void writeAll(EventLog log, OutputStream out) throws IOException {
        out.write(utf8("{\"logs\":["));
        String comma = "";
        long last = 0;
        List<LogEntry> page;
        do {
            page = log.page(last, PAGE);
            Gap gap = missed(log, last, page);
            if (gap != null) {
                out.write(utf8(comma + gap.toJson()));
                comma = ",";
                last = gap.first() - 1;
            }
            for (LogEntry entry : page) {
                out.write(utf8(comma + entry.frame().data()));
                comma = ",";
                last = entry.seq();
            }
        } while (!page.isEmpty());
        out.write(utf8("]}"));
    }

    /** What history no longer held when the page was read, however fast it is trimmed; null for nothing. */
    private static @Nullable Gap missed(EventLog log, long after, List<LogEntry> page) {
        long first = page.isEmpty() ? log.first() : page.get(0).seq();
        return first > after + 1
                ? new Gap(Gap.Reason.TRIMMED, log.epoch(), first, Math.max(log.last(), first - 1))
                : null;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
