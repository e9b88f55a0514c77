package org.jobcast.impl.runtime;

import java.util.List;
import org.jobcast.impl.config.Settings;
import org.jobcast.security.Access;
import org.jobcast.security.AccessPolicy;

/** The policy that {@link AccessPolicy} describes, with the roles of {@code jobcast.access.*}. */
public final class DefaultAccess implements AccessPolicy {
    private final Settings.Access roles;

    /**
     * @param roles the roles that may do more
     */
    public DefaultAccess(Settings.Access roles) {
        this.roles = roles;
    }

    @Override
    public boolean allows(Access access) {
        return switch (access.action()) {
            case READ, RESULT ->
                access.kind() == Access.Kind.CHANNEL || isOwn(access) || isIn(access, roles.readRoles());
            // What concerns all jobs is nobody's own.
            case CANCEL, RETRY, SIGNAL ->
                (access.kind() != Access.Kind.APPLICATION && isOwn(access)) || isIn(access, roles.cancelRoles());
            case LIST -> isIn(access, roles.listRoles());
            case PUBLISH -> isIn(access, roles.publishRoles());
            case DASHBOARD -> isIn(access, roles.dashboardRoles());
        };
    }

    private static boolean isOwn(Access access) {
        String owner = access.owner();
        return owner == null || access.caller().name().filter(owner::equals).isPresent();
    }

    private static boolean isIn(Access access, List<String> roles) {
        return roles.stream().anyMatch(access.caller()::isInRole);
    }
}
