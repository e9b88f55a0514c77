package org.jobcast.impl.rest;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One send. It is over when three things have happened, in any order and on any threads: the call has returned, its stage is
 * complete, and the event was written.
 */
final class Flight {
    private static final int RETURNED = 1;
    private static final int COMPLETE = 2;
    private static final int WRITTEN = 4;
    private static final int OVER = RETURNED | COMPLETE | WRITTEN;

    private final SinkCursor owner;
    private final Parcel parcel;
    private final AtomicInteger state;

    /** With {@code tracked} somebody will call {@link #written}; else a complete stage means that it was. */
    Flight(SinkCursor owner, Parcel parcel, boolean tracked) {
        this.owner = owner;
        this.parcel = parcel;
        this.state = new AtomicInteger(tracked ? 0 : WRITTEN);
    }

    Parcel parcel() {
        return parcel;
    }

    /** The call has returned; true if it is over, and the caller goes on. */
    boolean returned() {
        return (state.getAndUpdate(bits -> bits | RETURNED) | RETURNED) == OVER;
    }

    void complete(@Nullable Throwable failure) {
        if (failure != null) {
            owner.failed(failure);
        }
        mark(COMPLETE);
    }

    void written(boolean asBytes) {
        if (asBytes) {
            owner.takesBytes();
        }
        mark(WRITTEN);
    }

    private void mark(int bit) {
        int before = state.getAndUpdate(bits -> bits | bit);
        if ((before & bit) == 0 && (before | bit) == OVER) {
            owner.landed(this);
        }
    }
}
