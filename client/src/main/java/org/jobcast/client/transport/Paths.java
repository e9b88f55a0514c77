package org.jobcast.client.transport;

/** The path of the contract below a server. */
final class Paths {
    private static final String STANDARD = "/jobcast";

    private Paths() {}

    /** Without a slash at the end; where jobcast is unless the application moved it, if there is none. */
    static String base(String path) {
        String base = path;
        while (base.endsWith("/")) {
            base = base.substring(0, base.length() - 1);
        }
        return base.isEmpty() ? STANDARD : base;
    }
}
