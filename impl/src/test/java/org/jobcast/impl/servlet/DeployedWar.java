package org.jobcast.impl.servlet;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Constants;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;

/**
 * A web application with the library inside, in a class loader of its own as a server has it, with neither CDI nor JAX-RS.
 * Its classes are not ours, so they are called by reflection.
 */
final class DeployedWar {
    private static final Class<?>[] LIBRARIES = {
        com.fasterxml.jackson.databind.ObjectMapper.class,
        com.fasterxml.jackson.core.JsonFactory.class,
        com.fasterxml.jackson.annotation.JsonProperty.class
    };

    private final Tomcat tomcat;
    private final StandardContext context = new StandardContext();

    /** Lays out the exploded WAR. */
    static Path explode(Path directory) throws IOException, URISyntaxException {
        Path library = location(JobcastInitializer.class);
        if (Files.isDirectory(library)) {
            copy(library, Files.createDirectories(directory.resolve("WEB-INF")).resolve("classes"));
        } else {
            Files.copy(
                    library,
                    Files.createDirectories(directory.resolve("WEB-INF/lib")).resolve("jobcast.jar"));
        }
        Path lib = Files.createDirectories(directory.resolve("WEB-INF/lib"));
        for (Class<?> type : LIBRARIES) {
            Path jar = location(type);
            Files.copy(jar, lib.resolve(jar.getFileName()));
        }
        return directory;
    }

    private static Path location(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    DeployedWar(Tomcat tomcat, Path war) {
        this.tomcat = tomcat;
        context.setPath("");
        context.setDocBase(war.toString());
        ContextConfig config = new ContextConfig();
        config.setDefaultWebXml(Constants.NoDefaultWebXml);
        context.addLifecycleListener(config);
        context.setParentClassLoader(new WarLoader());
        context.setUnloadDelay(40);
        context.setClearReferencesRmiTargets(false);
        context.setClearReferencesThreadLocals(false);
        context.setClearReferencesObjectStreamClassCaches(false);
        context.addParameter("jobcast.job.shutdown-grace", "0");
        tomcat.getHost().addChild(context);
    }

    StandardContext context() {
        return context;
    }

    WeakReference<ClassLoader> loader() {
        return new WeakReference<>(context.getLoader().getClassLoader());
    }

    /** Starts a job that runs until it is interrupted, and one that is driven from outside; returns the id of the second. */
    String startJobs() throws Exception {
        ClassLoader loader = context.getLoader().getClassLoader();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            Object runtime = loader.loadClass(Runtimes.class.getName())
                    .getMethod("current")
                    .invoke(null);
            Object jobs = runtime.getClass().getMethod("jobs").invoke(runtime);
            Class<?> body = loader.loadClass("org.jobcast.job.JobBody");
            CountDownLatch running = new CountDownLatch(1);
            Object endless = Proxy.newProxyInstance(loader, new Class<?>[] {body}, (proxy, method, arguments) -> {
                running.countDown();
                new CountDownLatch(1).await();
                return null;
            });
            jobs.getClass().getMethod("submit", String.class, body).invoke(jobs, "endless", endless);
            running.await();
            Object emitter = jobs.getClass().getMethod("open", String.class).invoke(jobs, "driven");
            loader.loadClass("org.jobcast.job.JobOutput")
                    .getMethod("log", String.class)
                    .invoke(emitter, "hello");
            Object job = loader.loadClass("org.jobcast.job.JobEmitter")
                    .getMethod("job")
                    .invoke(emitter);
            return (String)
                    loader.loadClass("org.jobcast.job.Job").getMethod("id").invoke(job);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    void undeploy() throws Exception {
        context.stop();
        tomcat.getHost().removeChild(context);
        context.destroy();
    }
}
