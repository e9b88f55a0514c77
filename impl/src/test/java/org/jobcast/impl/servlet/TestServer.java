package org.jobcast.impl.servlet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.realm.GenericPrincipal;
import org.apache.catalina.startup.Tomcat;
import org.jobcast.impl.channel.LoggedChannels;
import org.jobcast.impl.job.JobEngine;
import org.jobcast.impl.runtime.JobcastRuntime;
import org.jobcast.test.RawHttp;
import org.jobcast.test.RawHttp.Head;
import org.jobcast.test.SseClient;

/**
 * The library in a real Tomcat on a port of 127.0.0.1. The settings are context parameters without their prefix. The header
 * {@code X-Test-User: name role role} authenticates a request.
 */
public final class TestServer implements AutoCloseable {
    /** An answer with its body. */
    public record Reply(Head head, String body) {
        public int status() {
            return head.status();
        }
    }

    /** Changes a context before it starts. */
    @FunctionalInterface
    public interface Setup {
        void apply(Context context);
    }

    private final Tomcat tomcat = new Tomcat();
    private final Path directory;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Setup setup;
    private StandardContext context;

    private TestServer(Setup setup, String... settings) throws IOException {
        this.setup = setup;
        this.directory = Files.createTempDirectory("jobcast-tomcat-");
        this.settings.put("jobcast.job.shutdown-grace", "0");
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            this.settings.put("jobcast." + setting.substring(0, equals), setting.substring(equals + 1));
        }
        tomcat.setBaseDir(directory.toString());
        Connector connector = new Connector();
        connector.setProperty("address", "127.0.0.1");
        connector.setPort(0);
        connector.setProperty("maxThreads", "20");
        connector.setProperty("acceptCount", "2000");
        connector.setProperty("maxConnections", "10000");
        connector.setProperty("socket.soSndBuf", "16384");
        connector.setProperty("relaxedQueryChars", "|{}[]^`\"<>\\");
        tomcat.setConnector(connector);
        tomcat.getHost();
    }

    /** Starts a server. */
    public static TestServer start(String... settings) {
        return start(context -> {}, settings);
    }

    /** Starts a server whose context is changed before. */
    public static TestServer start(Setup setup, String... settings) {
        TestServer server = withoutContext(setup, settings);
        server.deploy();
        return server;
    }

    /** Starts a server that has no application yet. */
    public static TestServer withoutContext(Setup setup, String... settings) {
        try {
            TestServer server = new TestServer(setup, settings);
            server.tomcat.start();
            return server;
        } catch (IOException | LifecycleException e) {
            throw new AssertionError(e);
        }
    }

    /** Starts the application; it may fail to, see {@link #context}. */
    public void deploy() {
        context = new StandardContext();
        context.setPath("");
        context.setDocBase(directory.toString());
        context.addLifecycleListener(new Tomcat.FixContextListener());
        context.setParentClassLoader(TestServer.class.getClassLoader());
        context.setUnloadDelay(200);
        context.setClearReferencesRmiTargets(false);
        context.setClearReferencesThreadLocals(false);
        context.setClearReferencesObjectStreamClassCaches(false);
        context.getPipeline().addValve(new TestUser());
        settings.forEach(context::addParameter);
        context.addServletContainerInitializer(new JobcastInitializer(), Set.of());
        setup.apply(context);
        tomcat.getHost().addChild(context);
    }

    /** Stops the application. */
    public void undeploy() {
        try {
            context.stop();
            tomcat.getHost().removeChild(context);
            context.destroy();
        } catch (LifecycleException e) {
            throw new AssertionError(e);
        }
    }

    /** Sets the user whom a header names. */
    private static final class TestUser extends org.apache.catalina.valves.ValveBase {
        private TestUser() {
            super(true);
        }

        @Override
        public void invoke(
                org.apache.catalina.connector.Request request, org.apache.catalina.connector.Response response)
                throws IOException, jakarta.servlet.ServletException {
            String user = request.getHeader("X-Test-User");
            if (user != null) {
                List<String> words = Arrays.asList(user.split(" "));
                request.setUserPrincipal(new GenericPrincipal(words.get(0), words.subList(1, words.size())));
            }
            getNext().invoke(request, response);
        }
    }

    public StandardContext context() {
        return context;
    }

    /** The engine of the application. */
    public JobcastRuntime runtime() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(context.getLoader().getClassLoader());
        try {
            return Runtimes.current();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    public JobEngine jobs() {
        return runtime().jobs();
    }

    public LoggedChannels channels() {
        return runtime().channels();
    }

    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + "/jobcast" + path);
    }

    /** Opens a connection. */
    public RawHttp connect() {
        return RawHttp.open("127.0.0.1", port());
    }

    /** Follows a stream. */
    public SseClient follow(String path, String... headers) {
        return SseClient.get(uri(path), headers);
    }

    /** Sends a request and leaves the answer to be read. */
    public RawHttp send(String method, String path, String... headers) {
        RawHttp http = connect();
        String[] all = Stream.concat(Stream.of("Host: 127.0.0.1:" + port()), Arrays.stream(headers))
                .toArray(String[]::new);
        return http.send(method + " /jobcast" + path + " HTTP/1.1", all);
    }

    /** Sends a request on a connection of its own and reads the whole answer. */
    public Reply ask(String method, String path, String... headers) {
        try (RawHttp http = send(method, path, headers)) {
            return read(http);
        }
    }

    public Reply get(String path, String... headers) {
        return ask("GET", path, headers);
    }

    /** Reads a whole answer. */
    public static Reply read(RawHttp http) {
        Head head = http.readHead();
        return new Reply(head, http.readText());
    }

    /** How many places for connections are taken. */
    public int connections() {
        String health = get("/health", "Accept: application/json").body();
        return Integer.parseInt(health.replaceAll(".*\"connections\":(\\d+).*", "$1"));
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        } catch (LifecycleException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
