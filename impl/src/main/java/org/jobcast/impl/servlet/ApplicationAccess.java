package org.jobcast.impl.servlet;

import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.CDI;
import org.jobcast.security.Access;
import org.jobcast.security.AccessPolicy;
import org.jspecify.annotations.Nullable;

/**
 * The application's own policy if it has a bean for it, else the standard one. It is looked for when it is first needed,
 * since CDI starts after us, and then kept.
 */
final class ApplicationAccess implements AccessPolicy {
    private final AccessPolicy standard;
    private volatile @Nullable AccessPolicy chosen;

    ApplicationAccess(AccessPolicy standard) {
        this.standard = standard;
    }

    @Override
    public boolean allows(Access access) {
        AccessPolicy policy = chosen;
        return (policy == null ? choose() : policy).allows(access);
    }

    /** Any other failure than that there is no CDI goes to the caller, who refuses: an own policy is never passed over. */
    private AccessPolicy choose() {
        CDI<Object> beans;
        try {
            beans = CDI.current();
        } catch (IllegalStateException | LinkageError e) {
            return standard;
        }
        Instance<AccessPolicy> own = beans.select(AccessPolicy.class);
        AccessPolicy found = own.isUnsatisfied() ? standard : own.get();
        chosen = found;
        return found;
    }
}
