package org.jobcast.impl.servlet;

import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.CDI;
import java.lang.annotation.Annotation;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.jobcast.impl.task.Beans;
import org.jspecify.annotations.Nullable;

/** The beans of the application whose CDI container was current when this was made. */
final class CdiBeans implements Beans {
    private final Instance<Object> all = CDI.current();

    @Override
    public @Nullable Object call(Function<Lookup, Callable<@Nullable Object>> work) throws Exception {
        RequestContextController request =
                all.select(RequestContextController.class).get();
        boolean opened = request.activate();
        try (Found found = new Found(all)) {
            return work.apply(found).call();
        } finally {
            if (opened) {
                request.deactivate();
            }
        }
    }

    /** What was looked up, to be given back. */
    private static final class Found implements Lookup, AutoCloseable {
        private final Instance<Object> all;
        private final Queue<Instance.Handle<?>> handles = new ConcurrentLinkedQueue<>();

        Found(Instance<Object> all) {
            this.all = all;
        }

        @Override
        public <T> T find(Class<T> type, Annotation... qualifiers) {
            Instance.Handle<T> handle = all.select(type, qualifiers).getHandle();
            T bean = handle.get();
            if (handle.getBean().getScope() == jakarta.enterprise.context.Dependent.class) {
                handles.add(handle);
            }
            return bean;
        }

        @Override
        public void close() {
            handles.forEach(Instance.Handle::destroy);
        }
    }
}
