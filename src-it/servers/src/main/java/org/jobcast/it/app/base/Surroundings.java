package org.jobcast.it.app.base;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.CDI;
import java.security.Principal;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import javax.naming.InitialContext;

/** What a job finds on its thread. */
@ApplicationScoped
public class Surroundings {
    @SuppressWarnings("BanJNDI") // The name is a constant.
    Map<String, String> describe() {
        Map<String, String> found = new TreeMap<>();
        Thread thread = Thread.currentThread();
        found.put("thread", thread.getName());
        found.put("threadClass", thread.getClass().getName());
        found.put("daemon", String.valueOf(thread.isDaemon()));
        found.put(
                "loader",
                String.valueOf(thread.getContextClassLoader() == getClass().getClassLoader()));
        found.put(
                "class",
                attempt(() -> thread.getContextClassLoader()
                        .loadClass(getClass().getName())
                        .getSimpleName()));
        found.put(
                "cdi",
                attempt(() ->
                        String.valueOf(CDI.current().select(Surroundings.class).isResolvable())));
        found.put("naming", attempt(() -> String.valueOf(InitialContext.<Object>doLookup("java:comp/env/greeting"))));
        found.put(
                "principal",
                attempt(() -> CDI.current().select(Principal.class).get().getName()));
        return found;
    }

    private static String attempt(Callable<String> lookup) {
        try {
            return lookup.call();
        } catch (Exception | LinkageError e) {
            return "failed: " + e;
        }
    }
}
