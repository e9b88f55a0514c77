package org.jobcast.impl.servlet;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Optional;
import org.jobcast.impl.config.Settings;
import org.jobcast.impl.runtime.DefaultAccess;
import org.jobcast.impl.runtime.Deployment;

/** Tells the engine about the web application that it serves. */
final class ServletDeployment {
    private ServletDeployment() {}

    static Deployment of(Settings settings, ServletContext context) {
        return new Deployment(
                settings,
                Quirks.writeLimit(context.getServerInfo()),
                context.getContextPath(),
                new ApplicationAccess(new DefaultAccess(settings.access())),
                ServletDeployment::caller,
                ManagedExecutor::find);
    }

    private static Optional<String> caller() {
        try {
            Principal principal =
                    CDI.current().select(HttpServletRequest.class).get().getUserPrincipal();
            return Optional.ofNullable(principal).map(Principal::getName);
        } catch (RuntimeException | LinkageError e) {
            // No request on this thread, no CDI container yet, or none at all: nobody in particular calls.
            return Optional.empty();
        }
    }
}
