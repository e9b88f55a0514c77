package org.jobcast.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Waits take no time, are remembered, and move the clock. */
final class TestTiming {
    final List<Duration> waits = new CopyOnWriteArrayList<>();
    private volatile long now;

    Timing timing() {
        return new Timing(() -> now, () -> 0, (time, cancelled) -> {
            waits.add(time);
            now += time.toNanos();
            return cancelled.getCount() == 0;
        });
    }

    JobcastClient client(ScriptedServer server) {
        return client(server, ClientOptions.builder());
    }

    JobcastClient client(ScriptedServer server, ClientOptions.Builder options) {
        return new JobcastClient(server.base(), options.build(), timing());
    }
}
