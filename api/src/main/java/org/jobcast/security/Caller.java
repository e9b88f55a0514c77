package org.jobcast.security;

import java.util.Optional;

/** Who sends a request. Valid during the request. */
public interface Caller {
    /**
     * The name of the authenticated principal.
     *
     * @return the name, empty for an anonymous caller
     */
    Optional<String> name();

    /**
     * Whether the principal is in a role, as the container says.
     *
     * @param role the role's name
     * @return false for an anonymous caller
     */
    boolean isInRole(String role);

    /**
     * The address the request came from, as the container says.
     *
     * @return an IP address
     */
    String address();
}
