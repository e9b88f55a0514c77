package org.jobcast.impl.servlet;

import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Optional;
import org.jobcast.impl.config.Settings;
import org.jobcast.impl.runtime.DefaultAccess;
import org.jobcast.impl.runtime.Deployment;
import org.jobcast.security.Access;
import org.jobcast.security.AccessPolicy;

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
        } catch (RuntimeException e) {
            // No request on this thread, or no CDI container yet: nobody in particular calls.
            return Optional.empty();
        }
    }

    /** The application's own policy if it has a bean for it, else the default. Asked late, since CDI starts after us. */
    private record ApplicationAccess(AccessPolicy standard) implements AccessPolicy {
        @Override
        public boolean allows(Access access) {
            Instance<AccessPolicy> own = CDI.current().select(AccessPolicy.class);
            return (own.isUnsatisfied() ? standard : own.get()).allows(access);
        }
    }
}
