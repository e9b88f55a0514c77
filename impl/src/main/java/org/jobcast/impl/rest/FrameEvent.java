package org.jobcast.impl.rest;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.SseEvent;
import java.lang.reflect.Type;
import org.jobcast.impl.sse.Frame;
import org.jspecify.annotations.Nullable;

/**
 * A parcel on its way to one sink, which tells when it is written. {@link FrameWriter} writes its bytes; the getters say the
 * same to an implementation that has not found that writer.
 */
public final class FrameEvent implements OutboundSseEvent {
    private final Parcel parcel;
    private final Flight flight;
    private final long retryMillis;

    FrameEvent(Parcel parcel, Flight flight, long retryMillis) {
        this.parcel = parcel;
        this.flight = flight;
        this.retryMillis = retryMillis;
    }

    byte[] bytes() {
        return parcel.bytes();
    }

    /** The bytes have been written. */
    void written() {
        flight.written(true);
    }

    @Override
    public @Nullable String getComment() {
        // The first thing that an event writer asks for.
        flight.written(false);
        return parcel.comment();
    }

    @Override
    public @Nullable Class<?> getType() {
        return parcel.frame() == null ? null : String.class;
    }

    @Override
    public @Nullable Type getGenericType() {
        return getType();
    }

    @Override
    public MediaType getMediaType() {
        return MediaType.TEXT_PLAIN_TYPE;
    }

    @Override
    public @Nullable Object getData() {
        Frame frame = parcel.frame();
        return frame == null ? null : frame.data();
    }

    @Override
    public @Nullable String getId() {
        Frame frame = parcel.frame();
        return frame == null || frame.id().isEmpty() ? null : frame.id();
    }

    @Override
    public @Nullable String getName() {
        Frame frame = parcel.frame();
        return frame == null ? null : frame.type();
    }

    @Override
    public long getReconnectDelay() {
        return isReconnectDelaySet() ? retryMillis : SseEvent.RECONNECT_NOT_SET;
    }

    @Override
    public boolean isReconnectDelaySet() {
        return retryMillis >= 0;
    }
}
