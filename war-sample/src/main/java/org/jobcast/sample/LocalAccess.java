package org.jobcast.sample;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jobcast.security.Access;
import org.jobcast.security.AccessPolicy;

/**
 * The sample has no login: whoever knows the unguessable id of a job may follow, cancel and retry it, and only who sits at this
 * machine may open the dashboard and see the list.
 */
@ApplicationScoped
public class LocalAccess implements AccessPolicy {
    @Override
    public boolean allows(Access access) {
        return switch (access.action()) {
            case READ, RESULT, CANCEL, RETRY, SIGNAL -> access.kind() == Access.Kind.CHANNEL || access.owner() == null;
            case LIST, DASHBOARD -> isLocal(access.caller().address());
            case PUBLISH -> false;
        };
    }

    /** An address as a container gives it, which is a literal: nothing is looked up by name. */
    private static boolean isLocal(String address) {
        try {
            return address.matches("[0-9a-fA-F.:%]+")
                    && InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
