package org.jobcast.impl.rest;

import java.lang.reflect.Method;
import java.util.concurrent.ThreadFactory;
import org.jobcast.impl.concurrent.Threads;

/**
 * Virtual threads where a blocked one costs nothing, else threads of the system. That is from JDK 24 on: before, a virtual
 * thread that blocks inside {@code synchronized}, as containers do when they write, keeps a carrier of the whole JVM.
 */
final class DrainThreads {
    private static final int FIRST_WITHOUT_PINNING = 24;
    private static final int MAX_PLATFORM = 64;
    private static final int MAX_VIRTUAL = 1024;
    private static final String PREFIX = "jobcast-sink-";

    private DrainThreads() {}

    static DrainPool pool() {
        int core = Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors()));
        if (Runtime.version().feature() >= FIRST_WITHOUT_PINNING) {
            try {
                return new DrainPool(core, MAX_VIRTUAL, virtual());
            } catch (ReflectiveOperationException e) {
                System.getLogger(DrainThreads.class.getName())
                        .log(System.Logger.Level.INFO, "no virtual threads on this JVM; system threads are used", e);
            }
        }
        return new DrainPool(core, MAX_PLATFORM, Threads.factory(PREFIX));
    }

    /** The factory by reflection, because the code is compiled for JDK 17. */
    private static ThreadFactory virtual() throws ReflectiveOperationException {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        Class<?> builder = Class.forName("java.lang.Thread$Builder");
        Object named = builder.getMethod("name", String.class, long.class)
                .invoke(Thread.class.getMethod("ofVirtual").invoke(null), PREFIX, 1L);
        Method factory = builder.getMethod("factory");
        ThreadFactory made = (ThreadFactory) factory.invoke(named);
        return work -> made.newThread(() -> {
            Thread.currentThread().setContextClassLoader(loader);
            work.run();
        });
    }
}
