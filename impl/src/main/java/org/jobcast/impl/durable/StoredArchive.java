package org.jobcast.impl.durable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jobcast.impl.channel.Archive;
import org.jobcast.impl.channel.EventLog;
import org.jobcast.impl.channel.LogEntry;
import org.jobcast.spi.EventStore;
import org.jobcast.spi.LogSlice;
import org.jobcast.spi.Segment;

/** Reads pages of logs from the store. Thread-safe. */
final class StoredArchive implements Archive {
    /** The most bytes of a page, unless a single segment has more. */
    static final int PAGE_BYTES = 256 << 10;

    private static final System.Logger LOG = System.getLogger(StoredArchive.class.getName());

    private final EventStore store;
    private final Executor threads;

    /**
     * @param store where the events are
     * @param threads may wait for the store
     */
    StoredArchive(EventStore store, Executor threads) {
        this.store = store;
        this.threads = threads;
    }

    @Override
    public void read(EventLog log, long after, Consumer<Optional<List<LogEntry>>> then) {
        try {
            threads.execute(() -> then.accept(tryRead(log, after)));
        } catch (RejectedExecutionException e) {
            then.accept(Optional.empty());
        }
    }

    private Optional<List<LogEntry>> tryRead(EventLog log, long after) {
        try {
            return Optional.of(read(log, after));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, log.name() + ": its events cannot be read from the store", e);
            return Optional.empty();
        }
    }

    @Override
    public List<LogEntry> read(EventLog log, long after) {
        return store.read(log.name(), after, PAGE_BYTES)
                .filter(slice -> slice.head().epoch() == log.epoch())
                .map(slice -> entries(slice, after))
                .orElse(List.of());
    }

    /** The events of a slice behind a position. */
    static List<LogEntry> entries(LogSlice slice, long after) {
        List<LogEntry> entries = new ArrayList<>();
        for (Segment segment : slice.segments()) {
            entries.addAll(SegmentCodec.decode(slice.head().epoch(), segment.first(), segment.bytes()));
        }
        int known = 0;
        while (known < entries.size() && entries.get(known).seq() <= after) {
            known++;
        }
        return entries.subList(known, entries.size());
    }
}
