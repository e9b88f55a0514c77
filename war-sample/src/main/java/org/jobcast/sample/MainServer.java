package org.jobcast.sample;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.tomcat.util.scan.StandardJarScanFilter;
import org.apache.tomcat.util.scan.StandardJarScanner;
import org.jspecify.annotations.Nullable;

/** Tomcat with one web application at the root. */
final class MainServer {
    private final Tomcat tomcat = new Tomcat();
    private final MainOptions options;
    private final Context context;

    MainServer(MainOptions options, Path base) {
        this.options = options;
        tomcat.setBaseDir(base.toString());
        tomcat.setAddDefaultWebXmlToWebapp(false);
        connect();
        ErrorReportValve errors = new ErrorReportValve();
        errors.setShowReport(false);
        errors.setShowServerInfo(false);
        tomcat.getHost().getPipeline().addValve(errors);
        context = tomcat.addWebapp("", base.resolve("webapp").toString());
        // What Tomcat's default web.xml would bring, without JSP, which is not there.
        Wrapper files = Tomcat.addServlet(context, "default", "org.apache.catalina.servlets.DefaultServlet");
        files.setLoadOnStartup(1);
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
    }

    private void connect() {
        if (options.hasPort()) {
            tomcat.setConnector(connector(options));
        }
        Path socket = options.socket();
        if (socket != null && options.hasPort()) {
            tomcat.getService().addConnector(connector(socket));
        } else if (socket != null) {
            tomcat.setConnector(connector(socket));
        }
    }

    private static Connector connector(MainOptions options) {
        Connector connector = newConnector();
        connector.setPort(options.port());
        connector.setProperty("address", options.host());
        return connector;
    }

    private static Connector connector(Path socket) {
        Connector connector = newConnector();
        connector.setProperty("unixDomainSocketPath", socket.toString());
        connector.setProperty("unixDomainSocketPathPermissions", "rw-------");
        return connector;
    }

    private static Connector newConnector() {
        Connector connector = new Connector("org.apache.coyote.http11.Http11NioProtocol");
        connector.setProperty("maxConnections", "20000");
        connector.setProperty("acceptCount", "4096");
        connector.setProperty("maxKeepAliveRequests", "-1");
        connector.setProperty("connectionTimeout", "20000");
        // A client that sends too large a file should still be able to read the answer that says so.
        connector.setProperty("maxSwallowSize", "134217728");
        connector.setThrowOnFailure(true);
        return connector;
    }

    /** Starts; the application is up when this returns. */
    void start() throws LifecycleException, IOException {
        removeStaleSocket(options.socket());
        tomcat.getServer().setPort(-1);
        tomcat.start();
        if (context.getState() != LifecycleState.STARTED) {
            throw new LifecycleException("the application did not start; the log says why");
        }
    }

    String address() {
        String socket = options.socket() == null ? "" : "unix:" + options.socket();
        if (!options.hasPort()) {
            return socket;
        }
        String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
        String http = "http://" + host + ":" + tomcat.getConnector().getLocalPort() + "/";
        return socket.isEmpty() ? http : http + " and " + socket;
    }

    /** Stops. Tomcat removes the socket's file if it is the one that it made: another server's stays. */
    void stop() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }

    /** A socket file that nobody answers at was left by a process that was killed. */
    private static void removeStaleSocket(@Nullable Path socket) throws IOException {
        if (socket == null || !Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther()) {
            throw new IOException(socket + " exists and is no socket");
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            // A server that is too busy to accept lives too, and must not be waited for.
            channel.configureBlocking(false);
            channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (ConnectException nobodyAnswers) {
            Files.delete(socket);
            return;
        }
        throw new IOException("another process listens at " + socket);
    }
}
