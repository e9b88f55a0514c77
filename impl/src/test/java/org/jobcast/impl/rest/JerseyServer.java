package org.jobcast.impl.rest;

import jakarta.servlet.ServletContainerInitializer;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;

/** Tomcat with Jersey on a free port; CDI comes with the initializer of Weld. */
final class JerseyServer implements AutoCloseable {
    private final Tomcat tomcat;

    private JerseyServer(Tomcat tomcat) {
        this.tomcat = tomcat;
    }

    static JerseyServer start(Path directory, ResourceConfig config, ServletContainerInitializer... initializers)
            throws LifecycleException {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.toString());
        Connector connector = new Connector();
        connector.setProperty("address", "127.0.0.1");
        connector.setPort(0);
        connector.setProperty("socket.soSndBuf", "32768");
        connector.setProperty("maxConnections", "10000");
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", directory.toString());
        context.setParentClassLoader(JerseyServer.class.getClassLoader());
        for (ServletContainerInitializer initializer : initializers) {
            context.addServletContainerInitializer(initializer, Set.of());
        }
        var servlet = Tomcat.addServlet(context, "jersey", new ServletContainer(config));
        servlet.setAsyncSupported(true);
        servlet.setLoadOnStartup(1);
        context.addServletMappingDecoded("/api/*", "jersey");
        tomcat.start();
        return new JerseyServer(tomcat);
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + path);
    }

    @Override
    public void close() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }
}
