package org.jobcast.impl.resume;

import java.util.List;
import org.jobcast.channel.StreamPosition;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.LogEntry;
import org.jobcast.impl.channel.LogPosition;
import org.jobcast.resume.ResumeFrom;
import org.jobcast.spi.JsonCodec;
import org.jspecify.annotations.Nullable;

/** Reads the text of a log from one place on. Used by one thread at a time; may wait for the store. */
final class TextCursor {
    private static final int PAGE = 256;

    private final EventLog log;
    private final JsonCodec json;
    private final long skip;
    private long after;
    /** Where the next chunk has to begin, -1 if it may begin anywhere. */
    private long place;

    private List<LogEntry> page = List.of();
    private int next;
    private boolean placed;
    private @Nullable StreamEnd end;

    TextCursor(EventLog log, JsonCodec json, ResumeFrom from) {
        this.log = log;
        this.json = json;
        this.skip = from.skipCharacters();
        LogPosition position = LogPosition.find(log, from.eventId(), StreamPosition.START);
        this.after = position.after();
        this.place = from.eventId() == null || position.gap() != null ? 0 : -1;
    }

    /** The next chunk; null if there is none now, or the text is over. */
    @Nullable String next() {
        while (end == null) {
            LogEntry entry = nextEntry();
            if (entry == null) {
                return null;
            }
            String chunk = read(entry);
            if (!chunk.isEmpty()) {
                return chunk;
            }
        }
        return null;
    }

    /** How it ended; null before. */
    @Nullable StreamEnd end() {
        return end;
    }

    private @Nullable LogEntry nextEntry() {
        if (!placed) {
            placed = true;
            skipEvents();
        }
        if (next >= page.size()) {
            boolean closed = log.isClosed();
            page = log.page(after, PAGE);
            next = 0;
            if (page.isEmpty()) {
                if (closed) {
                    end = log.isExhausted(after) ? StreamEnd.UNKNOWN : StreamEnd.INCOMPLETE;
                }
                return null;
            }
        }
        return page.get(next++);
    }

    private void skipEvents() {
        long behind = TextIndex.after(log, json, after, skip);
        if (behind > after) {
            after = behind;
            place = -1;
        }
    }

    private String read(LogEntry entry) {
        after = entry.seq();
        if (!TextEvent.is(entry)) {
            end = StreamEnd.parse(entry.frame().data(), json);
            return "";
        }
        TextEvent event = TextEvent.parse(entry.frame().data(), json);
        if (place >= 0 && event.at() != place) {
            end = StreamEnd.INCOMPLETE;
            return "";
        }
        place = event.end();
        return event.behind(skip).text();
    }
}
