package org.jobcast.impl.rest;

import jakarta.ws.rs.sse.SseEventSink;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The callbacks of a broadcaster. The failure of one keeps no other from being called. */
final class Callbacks {
    private static final System.Logger LOG = System.getLogger(Callbacks.class.getName());

    private final List<BiConsumer<SseEventSink, Throwable>> onError = new CopyOnWriteArrayList<>();
    private final List<Consumer<SseEventSink>> onClose = new CopyOnWriteArrayList<>();

    void addOnError(BiConsumer<SseEventSink, Throwable> callback) {
        onError.add(callback);
    }

    void addOnClose(Consumer<SseEventSink> callback) {
        onClose.add(callback);
    }

    /** Tells that a sink has left. */
    void left(SseEventSink sink, @Nullable Throwable reason) {
        if (reason != null) {
            onError.forEach(callback -> call(() -> callback.accept(sink, reason)));
        }
        onClose.forEach(callback -> call(() -> callback.accept(sink)));
    }

    private static void call(Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "a callback of a broadcaster failed; the others are called", e);
        }
    }
}
