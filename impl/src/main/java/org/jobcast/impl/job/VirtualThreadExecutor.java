package org.jobcast.impl.job;

import java.lang.reflect.Method;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * Runs each body on a virtual thread of its own. By reflection, because this library also runs on JDKs that have none; the
 * engine bounds the number of bodies.
 */
public final class VirtualThreadExecutor implements JobExecutor {
    private static final int FIRST_JDK = 21;

    private final ExecutorService threads;

    /**
     * Makes an executor whose threads have the class loader of the caller.
     *
     * @param prefix the beginning of the threads' names
     * @throws IllegalStateException if the JDK has no virtual threads
     */
    public VirtualThreadExecutor(String prefix) {
        if (!isAvailable()) {
            throw new IllegalStateException("virtual threads need JDK " + FIRST_JDK + " or later");
        }
        try {
            threads = perTask(factory(prefix));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JDK should have virtual threads", e);
        }
    }

    /**
     * Whether the JDK has virtual threads for everybody.
     *
     * @return true from JDK 21 on
     */
    public static boolean isAvailable() {
        return Runtime.version().feature() >= FIRST_JDK;
    }

    private static ThreadFactory factory(String prefix) throws ReflectiveOperationException {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        Class<?> builderType = Class.forName("java.lang.Thread$Builder");
        Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
        builder = builderType.getMethod("name", String.class, long.class).invoke(builder, prefix, 1L);
        Method factory = builderType.getMethod("factory");
        ThreadFactory made = (ThreadFactory) factory.invoke(builder);
        return work -> {
            Thread thread = made.newThread(work);
            thread.setContextClassLoader(loader);
            return thread;
        };
    }

    private static ExecutorService perTask(ThreadFactory factory) throws ReflectiveOperationException {
        Method maker = Executors.class.getMethod("newThreadPerTaskExecutor", ThreadFactory.class);
        return (ExecutorService) maker.invoke(null, factory);
    }

    @Override
    public void execute(Runnable work) {
        threads.execute(work);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
