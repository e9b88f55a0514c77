package org.jobcast.impl.servlet;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import java.util.Collections;
import java.util.Set;
import org.jobcast.impl.config.Settings;
import org.jobcast.impl.config.SettingsReader;
import org.jobcast.impl.runtime.JobcastRuntime;
import org.jspecify.annotations.Nullable;

/**
 * Starts jobcast with the web application and stops it with it. A wrong setting fails the deployment. It runs before any
 * listener, so jobs can be submitted from the application's own start-up code.
 */
public final class JobcastInitializer implements ServletContainerInitializer {
    private static final String SERVLET = "jobcast";

    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) throws ServletException {
        try {
            start(context);
        } catch (RuntimeException e) {
            throw new ServletException("jobcast cannot start: " + e.getMessage(), e);
        }
    }

    private static void start(ServletContext context) {
        Settings settings = SettingsReader.of(
                        context::getInitParameter, Collections.list(context.getInitParameterNames()))
                .read();
        JobcastRuntime runtime = new JobcastRuntime(ServletDeployment.of(settings, context));
        try {
            install(context, settings, runtime);
        } catch (RuntimeException e) {
            runtime.close();
            throw e;
        }
        Runtimes.started(context.getClassLoader(), runtime);
    }

    private static void install(ServletContext context, Settings settings, JobcastRuntime runtime) {
        Runnable onStart = () -> {
            ApplicationHandlers.register(runtime.jobs());
            ApplicationTasks.open(runtime.tasks());
        };
        ServletRegistration.Dynamic servlet =
                context.addServlet(SERVLET, new JobcastServlet(runtime.router(), runtime.writeLimit(), onStart));
        if (servlet == null) {
            throw new IllegalArgumentException("another servlet is named " + SERVLET + "; give it another name");
        }
        servlet.setAsyncSupported(true);
        servlet.setLoadOnStartup(1);
        Set<String> taken = servlet.addMapping(settings.http().basePath() + "/*");
        if (!taken.isEmpty()) {
            throw new IllegalArgumentException(
                    "another servlet is mapped to " + taken + "; set jobcast.http.base-path to a path of its own");
        }
        context.addListener(new Stop(runtime));
    }

    /** Stops the engine when the web application stops. */
    private record Stop(JobcastRuntime runtime) implements ServletContextListener {
        @Override
        public void contextDestroyed(ServletContextEvent event) {
            Runtimes.stopped(event.getServletContext().getClassLoader());
            runtime.close();
        }
    }
}
