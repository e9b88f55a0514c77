package org.jobcast.it;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.JreMemoryLeakPreventionListener;
import org.apache.catalina.core.ThreadLocalLeakPreventionListener;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.scan.StandardJarScanFilter;
import org.apache.tomcat.util.scan.StandardJarScanner;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;

/** The servlet WAR on a Tomcat that lives longer than it: deployed and undeployed again and again. */
final class SampleWar implements AutoCloseable {
    private static final String THREADS = "32";

    private final Tomcat tomcat = new Tomcat();
    private final Path exploded;
    private Context context;

    /** Starts the server without an application. */
    SampleWar(Path directory) throws IOException, LifecycleException {
        exploded = explode(Path.of(System.getProperty("sample.war")), directory.resolve("sample"));
        tomcat.setBaseDir(directory.resolve("tomcat").toString());
        tomcat.setAddDefaultWebXmlToWebapp(false);
        Connector connector = new Connector("org.apache.coyote.http11.Http11NioProtocol");
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        // A thread that Tomcat adds to its pool while a thread of the application calls it keeps the application's
        // class
        // loader as part of its inherited access control context (up to JDK 23). So all threads are there from the
        // start.
        connector.setProperty("minSpareThreads", THREADS);
        connector.setProperty("maxThreads", THREADS);
        // Weld leaves thread locals behind. Tomcat renews its threads after each undeployment for the sake of those:
        // one in
        // a second, and only when it was idle for a minute. That is shortened (here and below), because the test would
        // take long otherwise.
        if (!connector.setProperty("threadsMaxIdleTime", "500")) {
            throw new AssertionError("This Tomcat does not know threadsMaxIdleTime");
        }
        tomcat.setConnector(connector);
        tomcat.getServer().setPort(-1);
        tomcat.getHost();
        // What the server.xml of every Tomcat has.
        tomcat.getServer().addLifecycleListener(new JreMemoryLeakPreventionListener());
        tomcat.getServer().addLifecycleListener(new ThreadLocalLeakPreventionListener());
        Files.createDirectories(directory.resolve("tomcat").resolve("webapps"));
        tomcat.start();
        ((ThreadPoolExecutor) connector.getProtocolHandler().getExecutor()).setThreadRenewalDelay(1);
    }

    private static Path explode(Path war, Path target) throws IOException {
        try (JarFile jar = new JarFile(war.toFile())) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                Path file = target.resolve(entry.getName()).normalize();
                if (!entry.isDirectory() && file.startsWith(target)) {
                    Files.createDirectories(file.getParent());
                    try (InputStream in = jar.getInputStream(entry)) {
                        Files.copy(in, file);
                    }
                }
            }
        }
        return target;
    }

    URI resolve(String path) {
        return URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/sample/" + path);
    }

    void deploy() {
        context = tomcat.addWebapp(tomcat.getHost(), "/sample", exploded.toString(), new QuickConfig());
        if (context.getState() != LifecycleState.STARTED) {
            throw new AssertionError("The application did not start; the log says why");
        }
    }

    WeakReference<ClassLoader> loader() {
        return new WeakReference<>(context.getLoader().getClassLoader());
    }

    /** Undeploys it; how long that took. */
    Duration undeploy() throws LifecycleException {
        long begin = System.nanoTime();
        tomcat.getHost().removeChild(context);
        Duration time = Duration.ofNanos(System.nanoTime() - begin);
        context = null;
        return time;
    }

    @Override
    public void close() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }

    /** Adds what Tomcat's default web.xml would, and looks for annotations only where some are, because that takes long. */
    private static final class QuickConfig extends ContextConfig {
        @Override
        protected synchronized void beforeStart() {
            Wrapper files = Tomcat.addServlet(context, "default", "org.apache.catalina.servlets.DefaultServlet");
            files.addMapping("/");
            Tomcat.addDefaultMimeTypeMappings(context);
            StandardJarScanner scanner = new StandardJarScanner();
            scanner.setScanClassPath(false);
            StandardJarScanFilter filter = new StandardJarScanFilter();
            filter.setDefaultTldScan(false);
            filter.setDefaultPluggabilityScan(false);
            filter.setPluggabilityScan("jobcast-*.jar,jersey-*.jar,weld-*.jar");
            scanner.setJarScanFilter(filter);
            context.setJarScanner(scanner);
            super.beforeStart();
        }
    }
}
