package org.jobcast.impl.rest;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jobcast.impl.channel.LogEntry;
import org.jspecify.annotations.Nullable;

/** Packs events for the sinks of one broadcaster, each pack once for those that move together. Thread-safe. */
final class Outbox {
    static final Parcel KEEP_ALIVE = Parcel.comment("keep-alive");
    private static final int REMEMBERED = 16;

    private final Sse sse;
    private final boolean tracked;
    private final AtomicReferenceArray<@Nullable Parcel> recent = new AtomicReferenceArray<>(REMEMBERED);

    Outbox(Sse sse) {
        this.sse = sse;
        this.tracked = RestQuirks.takesOwnEvents(sse);
    }

    /** Whether sinks take {@link FrameEvent}s, which tell when they are written. */
    boolean isTracked() {
        return tracked;
    }

    Parcel parcel(List<LogEntry> run) {
        long first = run.get(0).seq();
        long last = run.get(run.size() - 1).seq();
        if (last - first + 1 != run.size()) {
            return Parcel.of(run);
        }
        int slot = (int) (first & (REMEMBERED - 1));
        Parcel known = recent.get(slot);
        if (known != null && known.holds(first, last)) {
            return known;
        }
        Parcel made = Parcel.of(run);
        recent.set(slot, made);
        return made;
    }

    OutboundSseEvent event(Parcel parcel, long retryMillis) {
        return parcel.event(sse, retryMillis);
    }

    /** Forgets, so that nothing is held that the history no longer holds. */
    void clear() {
        for (int i = 0; i < REMEMBERED; i++) {
            recent.setPlain(i, null);
        }
    }
}
