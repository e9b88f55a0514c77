package org.jobcast.impl.config;

/** What of the dashboard a deployment serves. */
public enum UiMode {
    /** All of it. */
    ON,
    /** The dashboard without its buttons; what a caller may do is up to the access policy either way. */
    READ_ONLY,
    /** None of it; the client for pages, {@code jobcast.js}, is served all the same. */
    OFF
}
