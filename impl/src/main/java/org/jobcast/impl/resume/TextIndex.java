package org.jobcast.impl.resume;

import java.util.List;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.LogEntry;
import org.jobcast.spi.JsonCodec;

/** Finds places in a text without reading all of it. */
final class TextIndex {
    private TextIndex() {}

    /**
     * Where reading has to begin for what is behind a number of characters. Waits for the store.
     *
     * @param log the text
     * @param json reads events
     * @param after the sequence number before the first event that is wanted
     * @param skip how many characters of the whole text are not
     * @return the sequence number before the event that the first wanted character is in; {@code after} if that is not known,
     *     or not kept any more
     */
    static long after(EventLog log, JsonCodec json, long after, long skip) {
        if (skip == 0) {
            return after;
        }
        List<LogEntry> first = log.page(after, 1);
        if (first.isEmpty() || !isWithin(first.get(0), json, skip)) {
            return after;
        }
        long low = first.get(0).seq();
        for (long high = log.last() + 1; high - low > 1; ) {
            long middle = (low + high) >>> 1;
            List<LogEntry> found = log.page(middle - 1, 1);
            if (!found.isEmpty() && found.get(0).seq() == middle && isWithin(found.get(0), json, skip)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    private static boolean isWithin(LogEntry entry, JsonCodec json, long skip) {
        return TextEvent.is(entry)
                && TextEvent.parse(entry.frame().data(), json).at() <= skip;
    }
}
