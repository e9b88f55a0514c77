package org.jobcast.bench;

import java.io.File;
import java.nio.file.Files;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.util.ServerInfo;
import org.glassfish.jersey.internal.Version;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;

/** Jersey on Tomcat, on 127.0.0.1 and the port given as the argument. */
public final class JerseyPeer {
    private JerseyPeer() {}

    public static void main(String[] args) throws Exception {
        System.out.println("version Jersey " + Version.getVersion() + " on Tomcat " + ServerInfo.getServerNumber());
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(Files.createTempDirectory("bench-tomcat").toString());
        tomcat.setConnector(connector(Integer.parseInt(args[0])));
        Context context = tomcat.addContext("", new File(".").getAbsolutePath());
        ResourceConfig config = new ResourceConfig(BroadcasterResource.class);
        Wrapper servlet = Tomcat.addServlet(context, "jersey", new ServletContainer(config));
        servlet.setAsyncSupported(true);
        servlet.setLoadOnStartup(1);
        context.addServletMappingDecoded("/*", "jersey");
        tomcat.start();
        Thread.currentThread().join();
    }

    private static Connector connector(int port) {
        Connector connector = new Connector("HTTP/1.1");
        connector.setPort(port);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("maxConnections", "20000");
        connector.setProperty("acceptCount", "4096");
        connector.setProperty("maxKeepAliveRequests", "-1");
        return connector;
    }
}
