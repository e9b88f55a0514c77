package org.jobcast.security;

/**
 * Decides who may do what over HTTP. A CDI bean of this type replaces the default.
 *
 * <p>The default: a job belongs to the principal who submitted it; an anonymous job may be read, cancelled and run again by
 * whoever knows its id; a channel may be read by everyone unless its options name roles; listing, publishing and the
 * dashboard are off until a role is named ({@code jobcast.access.…}), and cleaning up takes the roles for listing and
 * cancelling. Those for cancelling may also run jobs again. A caller who is refused gets the same answer as for something
 * that does not exist.
 *
 * <p>Must be thread-safe. It is asked on request threads, for every request and again for every replay, and may block as
 * a request may.
 */
@FunctionalInterface
public interface AccessPolicy {
    /**
     * Decides.
     *
     * @param access who wants to do what
     * @return whether it is allowed; an exception counts as a refusal
     */
    boolean allows(Access access);
}
