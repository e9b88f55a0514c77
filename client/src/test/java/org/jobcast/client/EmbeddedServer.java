package org.jobcast.client;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.realm.GenericPrincipal;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ValveBase;
import org.jobcast.impl.runtime.JobcastRuntime;
import org.jobcast.impl.servlet.JobcastInitializer;
import org.jobcast.impl.servlet.Runtimes;

/** The library in a Tomcat of this JVM that wants a token. The token {@code admin} has the role of that name. */
final class EmbeddedServer implements AutoCloseable {
    private final Tomcat tomcat = new Tomcat();
    private final StandardContext context = new StandardContext();

    EmbeddedServer(Path directory) throws LifecycleException {
        tomcat.setBaseDir(directory.toString());
        Connector connector = new Connector();
        connector.setProperty("address", "127.0.0.1");
        connector.setPort(0);
        tomcat.setConnector(connector);
        context.setPath("/app");
        context.setDocBase(directory.toString());
        context.addLifecycleListener(new Tomcat.FixContextListener());
        context.setParentClassLoader(EmbeddedServer.class.getClassLoader());
        context.setUnloadDelay(200);
        context.setClearReferencesRmiTargets(false);
        context.setClearReferencesThreadLocals(false);
        context.setClearReferencesObjectStreamClassCaches(false);
        context.getPipeline().addValve(new TokenValve());
        context.addParameter("jobcast.job.shutdown-grace", "0");
        context.addParameter("jobcast.access.list-roles", "admin");
        context.addParameter("jobcast.access.cancel-roles", "admin");
        context.addParameter("jobcast.access.read-roles", "admin");
        context.addServletContainerInitializer(new JobcastInitializer(), Set.of());
        tomcat.getHost().addChild(context);
        tomcat.start();
    }

    private static final class TokenValve extends ValveBase {
        private TokenValve() {
            super(true);
        }

        @Override
        public void invoke(Request request, Response response) throws IOException, ServletException {
            String authorization = request.getHeader("Authorization");
            if (authorization == null || !authorization.matches("Bearer (admin|ada)")) {
                response.sendError(401);
                return;
            }
            String name = authorization.substring("Bearer ".length());
            request.setUserPrincipal(new GenericPrincipal(name, List.of(name)));
            getNext().invoke(request, response);
        }
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/app/jobcast");
    }

    JobcastClient client(String token) {
        return JobcastClient.create(
                base(), ClientOptions.builder().token(() -> token).build());
    }

    JobcastRuntime runtime() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(context.getLoader().getClassLoader());
        try {
            return Runtimes.current();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public void close() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }
}
