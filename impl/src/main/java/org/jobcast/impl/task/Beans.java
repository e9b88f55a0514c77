package org.jobcast.impl.task;

import java.lang.annotation.Annotation;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The beans of the application. Thread-safe. */
public interface Beans {
    /** Looks beans up. */
    interface Lookup {
        /**
         * Finds one bean.
         *
         * @param type its type
         * @param qualifiers its qualifiers
         * @param <T> its type
         * @return the bean
         */
        <T> T find(Class<T> type, Annotation... qualifiers);
    }

    /**
     * Runs work inside a request scope; dependent beans that it looks up live as long as it.
     *
     * @param work is given the beans, and makes what is run
     * @return what it returns
     * @throws Exception what it throws
     */
    @Nullable Object call(Function<Lookup, Callable<@Nullable Object>> work) throws Exception;
}
