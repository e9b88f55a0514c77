package org.jobcast.impl.channel;

import java.lang.ref.SoftReference;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One client's way through the archive, a page at a time. The page is held softly: when memory runs short, those of slow
 * clients go first and are read again. Used by the client's worker; a page comes on another thread.
 */
final class Replay {
    /** What is known of a page: under way, here, or not readable. */
    private record Page(long after, @Nullable SoftReference<List<LogEntry>> entries, boolean failed) {}

    private final EventLog log;
    private final Archive archive;
    private final AtomicReference<@Nullable Page> page = new AtomicReference<>();
    private volatile Runnable ready = () -> {};

    Replay(EventLog log, Archive archive) {
        this.log = log;
        this.archive = archive;
    }

    /** Says who is told when a page has come. */
    void onReady(Runnable action) {
        ready = action;
    }

    /**
     * The rest of the page after a position. Empty while it is on its way: then {@link #onReady} follows.
     *
     * @throws UnreadableException if the archive could not be read
     */
    List<LogEntry> after(long seq) {
        Page known = page.get();
        if (known == null) {
            return ask(seq);
        }
        if (known.failed) {
            throw new UnreadableException(log.name());
        }
        if (known.entries == null) {
            return List.of();
        }
        List<LogEntry> entries = known.entries.get();
        int from = entries == null ? -1 : indexAfter(entries, seq);
        if (entries == null || from < 0 || from >= entries.size()) {
            return ask(seq);
        }
        return entries.subList(from, entries.size());
    }

    private static int indexAfter(List<LogEntry> entries, long seq) {
        return entries.isEmpty() ? -1 : (int) Math.max(0, Math.min(entries.size(), seq + 1 - entries.get(0).seq));
    }

    /** Has the client looked at again: there is something to say before the rest of the page. */
    void again() {
        ready.run();
    }

    /** Lets go of the page: the client has come to the history. */
    void forget() {
        page.set(null);
    }

    private List<LogEntry> ask(long seq) {
        Page asked = new Page(seq, null, false);
        page.set(asked);
        archive.read(log, seq, read -> {
            if (page.compareAndSet(asked, came(seq, read))) {
                ready.run();
            }
        });
        return List.of();
    }

    private static Page came(long seq, Optional<List<LogEntry>> read) {
        boolean failed = read.isEmpty() || read.get().isEmpty();
        return new Page(seq, failed ? null : new SoftReference<>(read.get()), failed);
    }

    /** The archive could not be read; the client may come back and try again. */
    static final class UnreadableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnreadableException(String log) {
            super("events of " + log + " could not be read from the store; the client can resume by its last event id");
        }
    }
}
