package org.jobcast.impl.job;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jobcast.impl.concurrent.Threads;
import org.jobcast.spi.Bus;

/** The doorbell of nodes in one process, which may lose rings. */
final class TestBus implements Bus, AutoCloseable {
    private final Map<String, List<Runnable>> listeners = new ConcurrentHashMap<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(Threads.factory("test-bus-"));
    private final BooleanSupplier losing;
    final AtomicInteger heard = new AtomicInteger();
    final AtomicInteger lost = new AtomicInteger();

    /**
     * @param losing whether the next ring, or the call that begins a listening, is lost
     */
    TestBus(BooleanSupplier losing) {
        this.losing = losing;
    }

    @Override
    public void ring(String topic) {
        listeners.getOrDefault(topic, List.of()).forEach(this::tell);
    }

    private void tell(Runnable listener) {
        if (losing.getAsBoolean()) {
            lost.incrementAndGet();
            return;
        }
        heard.incrementAndGet();
        try {
            thread.execute(listener);
        } catch (RejectedExecutionException e) {
            lost.incrementAndGet();
        }
    }

    @Override
    public Listening listen(String topic, Runnable listener) {
        List<Runnable> all = listeners.computeIfAbsent(topic, key -> new CopyOnWriteArrayList<>());
        all.add(listener);
        tell(listener);
        return () -> all.remove(listener);
    }

    /** How many listen. */
    int listening() {
        return listeners.values().stream().mapToInt(List::size).sum();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
