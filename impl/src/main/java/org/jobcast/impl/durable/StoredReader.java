package org.jobcast.impl.durable;

import java.util.Optional;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.spi.EventStore;
import org.jobcast.spi.LogHead;
import org.jobcast.spi.LogSlice;

/** Shows in logs of this node what the store holds of them. Waits for the store. */
record StoredReader(EventStore store) {
    /** How many pages are taken over at once; who is further behind reads from the archive. */
    private static final int PAGES = 4;

    /** Shows what there is up to a head; true if there was anything. */
    boolean catchUp(EventLog log, LogHead head) {
        boolean news = log.last() < head.last() || head.ended();
        for (int page = 0; page < PAGES && log.last() < head.last(); page++) {
            Optional<LogSlice> slice = next(log);
            if (slice.isEmpty()) {
                return false;
            }
            log.publish(StoredArchive.entries(slice.get(), log.last()), false);
        }
        log.skipTo(head.last(), head.ended());
        return news;
    }

    /** Shows what there is; head and events come with one request. False if the log is gone, or another one has its name. */
    boolean read(EventLog log) {
        for (int page = 1; ; page++) {
            Optional<LogSlice> slice = next(log);
            if (slice.isEmpty()) {
                return false;
            }
            LogHead head = slice.get().head();
            log.publish(StoredArchive.entries(slice.get(), log.last()), false);
            if (page == PAGES || log.last() >= head.last()) {
                log.skipTo(head.last(), head.ended());
                return true;
            }
        }
    }

    private Optional<LogSlice> next(EventLog log) {
        return store.read(log.name(), log.last(), StoredArchive.PAGE_BYTES)
                .filter(slice -> slice.head().epoch() == log.epoch());
    }
}
