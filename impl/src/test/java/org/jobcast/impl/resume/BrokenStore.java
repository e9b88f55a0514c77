package org.jobcast.impl.resume;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Predicate;
import org.jobcast.spi.EventStore;
import org.jobcast.spi.JobStore;
import org.jobcast.spi.NodeStore;
import org.jobcast.spi.SignalStore;
import org.jobcast.spi.StepStore;
import org.jobcast.spi.Store;
import org.jobcast.spi.StoreException;

/** One node's way to a store, on which the test says which calls fail. */
final class BrokenStore implements Store {
    /** Says of a call, such as {@code EventStore.open}, whether it fails. */
    volatile Predicate<String> fails = call -> false;

    private final Store store;
    private final JobStore jobs;
    private final EventStore events;

    BrokenStore(Store store) {
        this.store = store;
        this.jobs = through(JobStore.class, store.jobs());
        this.events = through(EventStore.class, store.events());
    }

    private <T> T through(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, given) -> call(type, target, method, given)));
    }

    private Object call(Class<?> type, Object target, Method method, Object[] given) throws Throwable {
        String call = type.getSimpleName() + '.' + method.getName();
        if (fails.test(call)) {
            throw new StoreException(call + " fails in this test", new IllegalStateException());
        }
        try {
            return method.invoke(target, given);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    public JobStore jobs() {
        return jobs;
    }

    @Override
    public EventStore events() {
        return events;
    }

    @Override
    public NodeStore nodes() {
        return store.nodes();
    }

    @Override
    public StepStore steps() {
        return store.steps();
    }

    @Override
    public SignalStore signals() {
        return store.signals();
    }

    @Override
    public boolean isDurable() {
        return store.isDurable();
    }

    @Override
    public void close() {}
}
