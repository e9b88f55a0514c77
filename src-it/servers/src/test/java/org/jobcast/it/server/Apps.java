package org.jobcast.it.server;

/** The variants of the test application. */
final class Apps {
    /** Answers when the application is ready. */
    static final String READY = "it/ready";

    private Apps() {}

    /** Servlets, resources, and an Application that lists nothing. */
    static WarFile usual(String name) {
        return base(name).packages("rest", "scanned");
    }

    /** Without JAX-RS. */
    static WarFile base(String name) {
        return WarFile.named(name).packages("base").resource("WEB-INF/web.xml", "/war/web.xml");
    }
}
